package dev.atelier.persistence.inspection;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the presence of a tensor means.
 *
 * @param name found in its name, in lower case and with underscores for dots, as kohya's scripts write the modules of a LoRA
 * @param axis of its shape, or {@link #LAST}
 * @param lengths which one of it has along the axis; empty for any
 */
record TensorMark<T>(T meaning, Pattern name, int axis, List<Long> lengths) {

    static final int LAST = -1;

    private static final int NO_AXIS = 0;

    static <T> TensorMark<T> named(T meaning, String name) {
        return new TensorMark<>(meaning, Pattern.compile(name), NO_AXIS, List.of());
    }

    static <T> TensorMark<T> shaped(T meaning, String name, int axis, Long... lengths) {
        return new TensorMark<>(meaning, Pattern.compile(name), axis, List.of(lengths));
    }

    private boolean isOn(String tensor, List<Long> shape) {
        return hasLength(shape) && name.matcher(tensor).find();
    }

    private boolean hasLength(List<Long> shape) {
        int at = axis == LAST ? shape.size() - 1 : axis;
        return lengths.isEmpty() || at >= 0 && at < shape.size() && lengths.contains(shape.get(at));
    }

    /** Finds the first of these marks that a file has. */
    static final class Search<T> {

        private final List<TensorMark<T>> marks;
        private int first;

        Search(List<TensorMark<T>> marks) {
            this.marks = marks;
            this.first = marks.size();
        }

        /** @param shape empty where it is unknown */
        void look(String tensor, List<Long> shape) {
            for (int at = 0; at < first; at++) {
                if (marks.get(at).isOn(tensor, shape)) {
                    first = at;
                }
            }
        }

        Optional<T> found() {
            return first < marks.size() ? Optional.of(marks.get(first).meaning()) : Optional.empty();
        }
    }
}
