package dev.atelier.persistence.inspection;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Element type of a tensor, with the names of the safetensors format. */
public enum Dtype {
    BOOL(8, false),
    U8(8, false),
    I8(8, false),
    F4(4, true),
    F6_E2M3(6, true),
    F6_E3M2(6, true),
    F8_E4M3(8, true),
    F8_E5M2(8, true),
    F8_E8M0(8, true),
    F8_E4M3FNUZ(8, true),
    F8_E5M2FNUZ(8, true),
    U16(16, false),
    I16(16, false),
    F16(16, true),
    BF16(16, true),
    U32(32, false),
    I32(32, false),
    F32(32, true),
    U64(64, false),
    I64(64, false),
    F64(64, true),
    C64(64, true);

    private static final Map<String, Dtype> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final int bits;
    private final boolean fractional;

    Dtype(int bits, boolean fractional) {
        this.bits = bits;
        this.fractional = fractional;
    }

    static Optional<Dtype> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public int bits() {
        return bits;
    }

    /** Whether its elements are not integers. */
    public boolean isFractional() {
        return fractional;
    }
}
