package dev.atelier.persistence.inspection;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.persistence.inspection.PickleOp.Effect;
import dev.atelier.persistence.inspection.PickleReader.Value;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Interprets pickles without executing them, to find their imports. An import whose name cannot be determined is
 * rejected as well.
 */
final class PickleScanner {

    private final PickleReader in;
    private final PickleBudget budget;
    private final Map<String, TorchStorage> storages = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private PickleStack stack = new PickleStack();

    PickleScanner(InputStream in, PickleBudget budget) {
        this.in = new PickleReader(new BufferedInputStream(budget.metered(in)));
        this.budget = budget;
    }

    /** Scans the next pickle; returns its value if that is a long integer, else null. */
    byte[] scan() throws ModelFileFormatException, IOException {
        stack = new PickleStack();
        texts.clear();
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

    /** How many bytes the pickles have that were scanned. */
    long position() {
        return in.position();
    }

    /** The storages that the pickles refer to and whose size is known, by key. */
    Map<String, TorchStorage> storages() {
        return storages;
    }

    /** The short texts of the last pickle, in their order. */
    List<String> texts() {
        return texts;
    }

    private void apply(PickleOp op, Effect effect, Value argument) throws ModelFileFormatException {
        switch (effect) {
            case PUSH -> stack.push(null);
            case PUSH_TEXT -> pushText(argument.text());
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
            case IMPORT -> importAllowed(argument.text(), argument.second());
            case IMPORT_FROM_STACK -> importFromStack();
            case PERSISTENT -> refer();
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
        stack.push(TorchStorage.of(stack.popToMark()).orElse(null));
    }

    private void refer() throws ModelFileFormatException {
        if (stack.pop() instanceof TorchStorage storage && storages.size() < PickleStack.MAX) {
            storages.put(storage.key(), storage);
        }
        stack.push(null);
    }

    private void pushText(String text) throws ModelFileFormatException {
        stack.push(text);
        if (text != null && texts.size() < PickleStack.MAX) {
            texts.add(text);
        }
    }

    private void importFromStack() throws ModelFileFormatException {
        if (stack.pop() instanceof String name && stack.pop() instanceof String module) {
            importAllowed(module, name);
        } else {
            throw new ModelFileFormatException("its pickle imports a name that it computes");
        }
    }

    private void importAllowed(String module, String name) throws ModelFileFormatException {
        if (!PickleAllowlist.contain(module, name)) {
            throw new ModelFileFormatException("its pickle imports " + TextSanitizer.quote(module + "." + name)
                    + ", which no tensor needs; loading it could run arbitrary code");
        }
        stack.push(TorchStorage.Type.of(module, name).orElse(null));
    }
}
