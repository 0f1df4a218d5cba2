package dev.atelier.rest.usage;

import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Totals as CSV by RFC 4180, with a header. */
final class UsageCsv {

    static final String TYPE = "text/csv";

    /** What makes spreadsheets take the rest of a cell for a formula, or look at what follows. */
    private static final String FORMULA = "=+-@\t\r";

    private static final String END = "\r\n";

    private UsageCsv() {}

    /** @param by the dimensions of the totals, in their order */
    static String write(Set<UsageDimension> by, Collection<UsageTotal> totals) {
        StringBuilder csv = new StringBuilder();
        csv.append(by.stream().map(UsageDimension::word).collect(Collectors.joining(",")))
                .append(",succeeded,failed,canceled,images,gpu_seconds")
                .append(END);
        totals.forEach(total -> csv.append(row(total)).append(END));
        return csv.toString();
    }

    private static String row(UsageTotal total) {
        UsageView view = UsageView.of(total);
        Stream<Object> numbers =
                Stream.of(view.succeeded(), view.failed(), view.canceled(), view.images(), view.gpuSeconds());
        return Stream.concat(total.key().stream().map(UsageCsv::cell), numbers.map(Object::toString))
                .collect(Collectors.joining(","));
    }

    /** Names that would be formulas get an apostrophe, by which spreadsheets take them for text. */
    private static String cell(String text) {
        String plain = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = plain.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
