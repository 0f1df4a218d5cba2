package dev.atelier.persistence.inspection;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.persistence.inspection.PickleOp.Effect;
import dev.atelier.persistence.inspection.PickleReader.Value;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Interprets pickles without executing them, to find their imports. An import whose name cannot be determined is
 * rejected as well.
 */
final class PickleScanner {

    private final PickleReader in;
    private final PickleBudget budget;
    private PickleStack stack = new PickleStack();

    PickleScanner(InputStream in, PickleBudget budget) {
        this.in = new PickleReader(new BufferedInputStream(budget.metered(in)));
        this.budget = budget;
    }

    /** Scans the next pickle; returns its value if that is a long integer, else null. */
    byte[] scan() throws ModelFileFormatException, IOException {
        stack = new PickleStack();
        try {
            PickleOp op = in.op();
            while (op != PickleOp.STOP) {
                budget.spendInstruction();
                Value argument = in.argument(op);
                apply(op, op.first, argument);
                apply(op, op.then, argument);
                op = in.op();
            }
            return stack.pop() instanceof byte[] number ? number : null;
        } catch (EOFException e) {
            throw budget.end();
        }
    }

    private void apply(PickleOp op, Effect effect, Value argument) throws ModelFileFormatException {
        switch (effect) {
            case PUSH -> stack.push(null);
            case PUSH_TEXT -> stack.push(argument.text());
            case PUSH_BYTES -> stack.push(argument.bytes());
            case POP -> pop(op.pops);
            case DROP -> stack.drop();
            case DUPLICATE -> stack.duplicate();
            case MARK -> stack.mark();
            case TO_MARK -> stack.popToMark();
            case TO_MARK_PUSH -> replaceToMark();
            case GET -> stack.get(argument.number());
            case PUT -> stack.put(argument.number());
            case MEMOIZE -> stack.memoize();
            case IMPORT -> requireAllowed(argument.text(), argument.second());
            case IMPORT_FROM_STACK -> importFromStack();
            case EXTENSION ->
                throw new ModelFileFormatException("its pickle imports by extension codes, whose meaning is unknown");
            case NOTHING, STOP -> {
                return;
            }
        }
    }

    private void pop(int count) throws ModelFileFormatException {
        for (int i = 0; i < count; i++) {
            stack.pop();
        }
    }

    private void replaceToMark() throws ModelFileFormatException {
        stack.popToMark();
        stack.push(null);
    }

    private void importFromStack() throws ModelFileFormatException {
        if (stack.pop() instanceof String name && stack.pop() instanceof String module) {
            requireAllowed(module, name);
        } else {
            throw new ModelFileFormatException("its pickle imports a name that it computes");
        }
    }

    private static void requireAllowed(String module, String name) throws ModelFileFormatException {
        if (!PickleAllowlist.contain(module, name)) {
            throw new ModelFileFormatException("its pickle imports " + TextSanitizer.quote(module + "." + name)
                    + ", which no tensor needs; loading it could run arbitrary code");
        }
    }
}
