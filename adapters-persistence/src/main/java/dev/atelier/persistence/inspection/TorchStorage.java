package dev.atelier.persistence.inspection;

import java.util.List;
import java.util.Optional;

/**
 * Numbers of tensors that a pickle refers to and that follow it in the legacy format.
 *
 * @param size of one number, in bytes
 */
record TorchStorage(String key, int size) {

    /** The size of one number of a storage class that a pickle imports. */
    record Type(int size) {

        /** Empty for what is no storage, and for storages without a size of their own. */
        static Optional<Type> of(String module, String name) {
            boolean isTorch = module.equals("torch") || module.equals("torch.cuda");
            int size = switch (isTorch ? name : "") {
                case "CharStorage", "ByteStorage", "BoolStorage", "QInt8Storage", "QUInt8Storage" -> 1;
                case "HalfStorage", "BFloat16Storage", "ShortStorage" -> 2;
                case "FloatStorage", "IntStorage", "QInt32Storage" -> 4;
                case "DoubleStorage", "LongStorage", "ComplexFloatStorage" -> 8;
                case "ComplexDoubleStorage" -> 16;
                default -> 0;
            };
            return size == 0 ? Optional.empty() : Optional.of(new Type(size));
        }
    }

    /** The storage that these first values of a tuple refer to, as torch writes them; empty for other tuples. */
    static Optional<TorchStorage> of(List<Object> first) {
        return first.size() == 3
                        && first.get(0).equals("storage")
                        && first.get(1) instanceof Type type
                        && first.get(2) instanceof String key
                ? Optional.of(new TorchStorage(key, type.size()))
                : Optional.empty();
    }
}
