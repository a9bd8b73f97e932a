"""`python -m helpers.handouts` writes the course as a teacher hands it out: a student
edition, without solutions, and an instructor edition, with solutions and teaching notes.

Each edition is a folder that needs nothing else: notebooks, the same as web pages that can be read
offline, an index, `helpers`, so that the notebooks run, and PDFs where a browser is found.

A cell tagged `interactive` brings its HTML, with a script; on paper, and where no script runs, the
page shows the picture or the words of the same output.

    editions   a notebook of the course, as the students' or the instructor's
    links      where its links lead, and the pictures that it takes along
    page       a notebook as a web page, its mathematics as MathML
    pdf        a web page on A4, printed by a browser
    folder     all of them, in a folder that replaces an older one only when it is complete
    notes/     the teaching notes, one for each notebook of the road, called by its stem
"""
