package dev.atelier.persistence.merge;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * Tells which tensors are left out, in a time that grows with the expression's length and the names' alone: whoever may merge
 * gives the expression.
 */
final class DiscardPattern implements Predicate<String> {

    /** An expression grows by each of its counts; one that finds names needs few. */
    private static final int MAX_REPETITIONS = 20;

    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d*,)?(\\d+)[,}]");

    private final Pattern pattern;

    /** An expression that cannot be followed is {@link InvalidRequestException}. */
    DiscardPattern(String expression) {
        requireFewRepetitions(expression);
        try {
            this.pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidRequestException("discard_weights is no regular expression: " + e.getDescription() + " at "
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
