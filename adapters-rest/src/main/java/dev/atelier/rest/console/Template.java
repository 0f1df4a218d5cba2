package dev.atelier.rest.console;

import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;

/** A page or a part of one, with what it shows. */
@FunctionalInterface
interface Template {

    /** Writes the HTML; texts are escaped as their places need it. */
    void write(HtmlTemplateOutput html);

    default String render() {
        StringOutput html = new StringOutput();
        write(new OwaspHtmlTemplateOutput(html));
        return html.toString();
    }
}
