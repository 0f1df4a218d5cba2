package dev.atelier.persistence.inspection;

import static dev.atelier.persistence.inspection.PickleOp.Argument.LINE;
import static dev.atelier.persistence.inspection.PickleOp.Argument.NONE;
import static dev.atelier.persistence.inspection.PickleOp.Argument.SIZE_1;
import static dev.atelier.persistence.inspection.PickleOp.Argument.SIZE_4;
import static dev.atelier.persistence.inspection.PickleOp.Argument.SIZE_8;
import static dev.atelier.persistence.inspection.PickleOp.Argument.TWO_LINES;
import static dev.atelier.persistence.inspection.PickleOp.Effect.POP;
import static dev.atelier.persistence.inspection.PickleOp.Effect.PUSH;
import static dev.atelier.persistence.inspection.PickleOp.Effect.PUSH_TEXT;
import static dev.atelier.persistence.inspection.PickleOp.Effect.TO_MARK;
import static dev.atelier.persistence.inspection.PickleOp.Effect.TO_MARK_PUSH;

/** Instructions of pickle, protocols 0 to 5: the argument in the stream, and the effect on the stack. */
enum PickleOp {
    MARK('(', NONE, Effect.MARK),
    STOP('.', NONE, Effect.STOP),
    POP_ONE('0', NONE, Effect.DROP),
    POP_MARK('1', NONE, TO_MARK),
    DUP('2', NONE, Effect.DUPLICATE),
    FLOAT('F', LINE, PUSH),
    INT('I', LINE, PUSH),
    BININT('J', Argument.FOUR, PUSH),
    BININT1('K', Argument.ONE, PUSH),
    LONG('L', LINE, Effect.PUSH_BYTES),
    BININT2('M', Argument.TWO, PUSH),
    NONE_VALUE('N', NONE, PUSH),
    PERSID('P', LINE, PUSH),
    BINPERSID('Q', NONE, Effect.PERSISTENT),
    REDUCE('R', NONE, POP, 2, PUSH),
    STRING('S', LINE, PUSH),
    BINSTRING('T', SIZE_4, PUSH_TEXT),
    SHORT_BINSTRING('U', SIZE_1, PUSH_TEXT),
    UNICODE('V', LINE, PUSH),
    BINUNICODE('X', SIZE_4, PUSH_TEXT),
    APPEND('a', NONE, POP, 1),
    BUILD('b', NONE, POP, 1),
    GLOBAL('c', TWO_LINES, Effect.IMPORT),
    DICT('d', NONE, TO_MARK_PUSH),
    EMPTY_DICT('}', NONE, PUSH),
    APPENDS('e', NONE, TO_MARK),
    GET('g', LINE, Effect.GET),
    BINGET('h', Argument.ONE, Effect.GET),
    INST('i', TWO_LINES, Effect.IMPORT, 0, TO_MARK_PUSH),
    LONG_BINGET('j', Argument.FOUR, Effect.GET),
    LIST('l', NONE, TO_MARK_PUSH),
    EMPTY_LIST(']', NONE, PUSH),
    OBJ('o', NONE, TO_MARK_PUSH),
    PUT('p', LINE, Effect.PUT),
    BINPUT('q', Argument.ONE, Effect.PUT),
    LONG_BINPUT('r', Argument.FOUR, Effect.PUT),
    SETITEM('s', NONE, POP, 2),
    TUPLE('t', NONE, TO_MARK_PUSH),
    EMPTY_TUPLE(')', NONE, PUSH),
    SETITEMS('u', NONE, TO_MARK),
    BINFLOAT('G', Argument.EIGHT, PUSH),
    BINBYTES('B', SIZE_4, PUSH),
    SHORT_BINBYTES('C', SIZE_1, PUSH),
    PROTO(0x80, Argument.ONE, Effect.NOTHING),
    NEWOBJ(0x81, NONE, POP, 2, PUSH),
    EXT1(0x82, Argument.ONE, Effect.EXTENSION),
    EXT2(0x83, Argument.TWO, Effect.EXTENSION),
    EXT4(0x84, Argument.FOUR, Effect.EXTENSION),
    TUPLE1(0x85, NONE, POP, 1, PUSH),
    TUPLE2(0x86, NONE, POP, 2, PUSH),
    TUPLE3(0x87, NONE, POP, 3, PUSH),
    NEWTRUE(0x88, NONE, PUSH),
    NEWFALSE(0x89, NONE, PUSH),
    LONG1(0x8a, SIZE_1, Effect.PUSH_BYTES),
    LONG4(0x8b, SIZE_4, PUSH),
    SHORT_BINUNICODE(0x8c, SIZE_1, PUSH_TEXT),
    BINUNICODE8(0x8d, SIZE_8, PUSH_TEXT),
    BINBYTES8(0x8e, SIZE_8, PUSH),
    EMPTY_SET(0x8f, NONE, PUSH),
    ADDITEMS(0x90, NONE, TO_MARK),
    FROZENSET(0x91, NONE, TO_MARK_PUSH),
    NEWOBJ_EX(0x92, NONE, POP, 3, PUSH),
    STACK_GLOBAL(0x93, NONE, Effect.IMPORT_FROM_STACK),
    MEMOIZE(0x94, NONE, Effect.MEMOIZE),
    FRAME(0x95, Argument.EIGHT, Effect.NOTHING),
    BYTEARRAY8(0x96, SIZE_8, PUSH),
    NEXT_BUFFER(0x97, NONE, PUSH),
    READONLY_BUFFER(0x98, NONE, Effect.NOTHING);

    private static final PickleOp[] BY_CODE = new PickleOp[256];

    static {
        for (PickleOp op : values()) {
            BY_CODE[op.code] = op;
        }
    }

    /**
     * Argument of an instruction: a number of bytes, lines of text, or a size of that many bytes followed by the
     * content.
     */
    enum Argument {
        NONE(0),
        ONE(1),
        TWO(2),
        FOUR(4),
        EIGHT(8),
        SIZE_1(1),
        SIZE_4(4),
        SIZE_8(8),
        LINE(0),
        TWO_LINES(0);

        final int bytes;

        Argument(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Effect on the stack or the memo. */
    enum Effect {
        NOTHING,
        PUSH,
        PUSH_TEXT,
        PUSH_BYTES,
        POP,
        DROP,
        DUPLICATE,
        MARK,
        TO_MARK,
        TO_MARK_PUSH,
        GET,
        PUT,
        MEMOIZE,
        IMPORT,
        IMPORT_FROM_STACK,
        PERSISTENT,
        EXTENSION,
        STOP
    }

    final Argument argument;
    final Effect first;
    final int pops;
    final Effect then;
    private final int code;

    PickleOp(int code, Argument argument, Effect effect) {
        this(code, argument, effect, 0, Effect.NOTHING);
    }

    PickleOp(int code, Argument argument, Effect effect, int pops) {
        this(code, argument, effect, pops, Effect.NOTHING);
    }

    PickleOp(int code, Argument argument, Effect first, int pops, Effect then) {
        this.code = code;
        this.argument = argument;
        this.first = first;
        this.pops = pops;
        this.then = then;
    }

    /** Returns the instruction with this code; null when there is none. */
    static PickleOp of(int code) {
        return BY_CODE[code];
    }
}
