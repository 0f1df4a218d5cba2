package dev.atelier.domain.training;

import dev.atelier.domain.training.NumberTypes.Decimal;
import dev.atelier.domain.training.NumberTypes.Decimals;
import dev.atelier.domain.training.NumberTypes.OptionalWhole;
import dev.atelier.domain.training.NumberTypes.Range;
import dev.atelier.domain.training.NumberTypes.Whole;
import dev.atelier.domain.training.TextTypes.Argument;
import dev.atelier.domain.training.TextTypes.Choice;
import dev.atelier.domain.training.TextTypes.Fitting;
import dev.atelier.domain.training.TextTypes.Flag;
import dev.atelier.domain.training.TextTypes.Joined;
import dev.atelier.domain.training.TextTypes.ListOf;
import dev.atelier.domain.training.TextTypes.Prose;
import dev.atelier.domain.training.TextTypes.SamplePrompts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The training options that clients may set, read from the file that lists them. */
final class OptionTable {

    /** Each option with its type, in order of their names. */
    static final Map<String, OptionType> OPTIONS = new TreeMap<>();

    /** Options that clients may send and that are ignored. */
    static final Set<String> LEFT_OUT = new TreeSet<>();

    private static final String FILE = "training-options.txt";
    private static final String NUMBER = "[+-]?[0-9.]{1,30}([eE][+-]?[0-9]{1,3})?";

    /** A keyword argument of Python, whose value the scripts read as a literal. */
    private static final Fitting TERM = new Fitting(
            Pattern.compile(
                    "[A-Za-z][A-Za-z0-9_]{0,39}=(True|False|None|'[A-Za-z0-9_]{1,32}'|\"[A-Za-z0-9_]{1,32}\"|[\\[(]?"
                            + NUMBER + "(, ?" + NUMBER + "){0,15},?[\\])]?)"),
            "");

    private OptionTable() {}

    static {
        Map<String, String[]> rows = rows();
        rows.forEach((name, row) -> {
            if (row[1].equals("left-out")) {
                LEFT_OUT.add(name);
            } else if (!name.contains(".")) {
                OPTIONS.put(name, type(row, rows));
            }
        });
    }

    private static Map<String, String[]> rows() {
        try (InputStream file = OptionTable.class.getResourceAsStream(FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 3))
                    .collect(Collectors.toMap(row -> row[0], row -> row, OptionTable::twice, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    private static String[] twice(String[] one, String[] other) {
        throw new IllegalStateException(FILE + " has " + one[0] + " twice");
    }

    private static OptionType type(String[] row, Map<String, String[]> rows) {
        String rest = row.length > 2 ? row[2] : "";
        return switch (row[1]) {
            case "flag" -> flag(rest);
            case "whole" -> new Whole(Range.parse(rest));
            case "whole-or-none" -> new OptionalWhole(new Whole(Range.parse(rest)));
            case "number" -> new Decimal(Range.parse(rest));
            case "numbers" -> new Decimals(new Decimal(Range.parse(rest)));
            case "choice" -> new Choice(List.of(rest.split(" ")), "one of " + rest.replace(" ", ", "));
            case "only" -> only(rest.split(" ", 2));
            case "pattern" -> pattern(rest);
            case "joined" -> new Joined(pattern(rest));
            case "prose" -> new Prose();
            case "prompts" -> new SamplePrompts();
            case "terms" ->
                new ListOf(
                        TERM,
                        "a list of name=value, each value a number, several of them with commas between, True, False,"
                                + " None or one quoted word");
            case "arguments" -> arguments(row[0] + ".", rows);
            default -> throw new IllegalStateException(FILE + ": " + row[0] + " is of an unknown kind");
        };
    }

    private static OptionType flag(String words) {
        String[] onAndOff = (words + "|").split("\\|", 3);
        return new Flag(words(onAndOff[0]), words(onAndOff[1]));
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static Fitting pattern(String expression) {
        return new Fitting(Pattern.compile(expression), "text that matches " + expression);
    }

    private static OptionType only(String[] wordAndReason) {
        return new Choice(List.of(wordAndReason[0]), wordAndReason[0] + ", because " + wordAndReason[1]);
    }

    private static OptionType arguments(String prefix, Map<String, String[]> rows) {
        Map<String, OptionType> types = new TreeMap<>();
        rows.forEach((name, row) -> {
            if (name.startsWith(prefix)) {
                types.put(name.substring(prefix.length()), type(row, rows));
            }
        });
        Argument argument = new Argument(types);
        return new ListOf(argument, "a list of key=value with these keys: " + argument.allowed());
    }
}
