package dev.atelier.persistence.merge.safetensors;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * Matches the names of tensors to leave out. Since callers supply the expression, matching takes time linear in the
 * lengths of the expression and the names.
 */
final class DiscardPattern implements Predicate<String> {

    /** Repetition counts multiply an expression's size; useful ones need few. */
    private static final int MAX_REPETITIONS = 20;

    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d*,)?(\\d+)[,}]");

    private final Pattern pattern;

    /** @throws InvalidRequestException if the expression is invalid or too large */
    DiscardPattern(String expression) {
        requireFewRepetitions(expression);
        try {
            this.pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidRequestException(
                    "discard_weights is not a regular expression: " + e.getDescription() + " at "
                            + TextSanitizer.quote(e.getPattern())
                            + "; allowed are those of RE2, which know neither look-around nor"
                            + " back-references");
        }
    }

    @Override
    public boolean test(String name) {
        return pattern.matcher(name).find();
    }

    private static void requireFewRepetitions(String expression) {
        long repetitions = 1;
        Matcher counts = COUNT.matcher(expression);
        while (counts.find()) {
            int digits = counts.group(2).length();
            repetitions *= digits > 2 ? MAX_REPETITIONS + 1 : Math.max(1, Integer.parseInt(counts.group(2)));
            if (repetitions > MAX_REPETITIONS) {
                throw new InvalidRequestException("the counts in discard_weights, such as {3}, multiply to more than "
                        + MAX_REPETITIONS + ", the most that is allowed");
            }
        }
    }
}
