package dev.atelier.persistence.inspection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stack and memo of a pickle; short texts, numbers and storages are tracked, other values are unknown. */
final class PickleStack {

    private static final Object MARK = new Object();
    private static final Object SOMETHING = new Object();

    /** More than any model's pickle needs; bounds memory for a crafted one. */
    static final int MAX = 250_000;

    private static final int FIRST = 3;

    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    /** @param value null if it is unknown */
    void push(Object value) throws ModelFileFormatException {
        require(stack.size() < MAX, "has more values on its stack than any model needs");
        stack.add(value == null ? SOMETHING : value);
    }

    void mark() throws ModelFileFormatException {
        push(MARK);
    }

    Object pop() throws ModelFileFormatException {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** Returns the first values behind the mark, at most three. */
    List<Object> popToMark() throws ModelFileFormatException {
        int at = stack.lastIndexOf(MARK);
        require(at >= 0, "refers to a mark that does not exist");
        List<Object> values = stack.subList(at, stack.size());
        List<Object> first = List.copyOf(values.subList(1, Math.min(FIRST + 1, values.size())));
        values.clear();
        return first;
    }

    /** Removes the top element, marks included. */
    void drop() throws ModelFileFormatException {
        require(!stack.isEmpty(), "pops a value that does not exist");
        stack.remove(stack.size() - 1);
    }

    void duplicate() throws ModelFileFormatException {
        push(top());
    }

    void put(long index) throws ModelFileFormatException {
        Object top = top();
        require(memo.size() < MAX, "stores more values in its memo than any model needs");
        memo.put(index, top);
    }

    void memoize() throws ModelFileFormatException {
        put(memo.size());
    }

    void get(long index) throws ModelFileFormatException {
        Object value = memo.get(index);
        require(value != null, "reads a memo value that does not exist");
        push(value);
    }

    private Object top() throws ModelFileFormatException {
        require(!stack.isEmpty() && stack.get(stack.size() - 1) != MARK, "pops a value that does not exist");
        return stack.get(stack.size() - 1);
    }

    private static void require(boolean holds, String otherwise) throws ModelFileFormatException {
        if (!holds) {
            throw new ModelFileFormatException("its pickle is broken: it " + otherwise);
        }
    }
}
