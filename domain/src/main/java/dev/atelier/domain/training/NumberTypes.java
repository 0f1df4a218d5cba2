package dev.atelier.domain.training;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numeric types of options, each with bounds. A number may be written as a string, as TOML editors do. */
final class NumberTypes {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,60})?|\\.[0-9]{1,60})([eE][+-]?[0-9]{1,3})?");

    private NumberTypes() {}

    /** An inclusive range. */
    record Range(long least, long most) {

        /** @param text {@code LEAST..MOST} */
        static Range parse(String text) {
            String[] bounds = text.split("\\.\\.", 2);
            return new Range(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
        }

        private Optional<BigDecimal> read(Object value) {
            String text = value instanceof Number || value instanceof String ? value.toString() : "";
            return NUMBER.matcher(text).matches()
                    ? Optional.of(new BigDecimal(text)).filter(this::contains)
                    : Optional.empty();
        }

        private boolean contains(BigDecimal number) {
            return number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        }

        @Override
        public String toString() {
            return "from " + least + " to " + most;
        }
    }

    /** A whole number. */
    record Whole(Range range) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return range.read(value).filter(NumberTypes::isWhole).map(NumberTypes::whole);
        }

        @Override
        public String allowed() {
            return "a whole number " + range;
        }
    }

    /** A whole number that may be missing; training GUIs write 0 for that. */
    record OptionalWhole(Whole whole) implements OptionType {

        private static final Range ZERO = new Range(0, 0);

        @Override
        public boolean isUnset(Object value) {
            return OptionType.super.isUnset(value) || ZERO.read(value).isPresent();
        }

        @Override
        public Optional<Object> read(Object value) {
            return whole.read(value);
        }

        @Override
        public String allowed() {
            return whole.allowed() + ", or 0 for none";
        }
    }

    /** Any number; the value keeps its numeric type. */
    record Decimal(Range range) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return range.read(value)
                    .map(number -> value instanceof Number ? value : isWhole(number) ? whole(number) : decimal(number));
        }

        @Override
        public String allowed() {
            return "a number " + range;
        }
    }

    /** A number or a list of numbers. */
    record Decimals(Decimal one) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return value instanceof List<?> ? new TextTypes.ListOf(one, "").read(value) : one.read(value);
        }

        @Override
        public String allowed() {
            return one.allowed() + ", or a list of such numbers";
        }
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }

    private static Object whole(BigDecimal number) {
        long value = number.longValueExact();
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    private static Object decimal(BigDecimal number) {
        return number.doubleValue();
    }
}
