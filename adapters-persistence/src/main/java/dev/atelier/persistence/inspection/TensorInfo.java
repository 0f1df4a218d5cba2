package dev.atelier.persistence.inspection;

import static dev.atelier.persistence.inspection.SafetensorsParser.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.domain.TextSanitizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Entry for one tensor in a safetensors header: type, shape and range in the data. */
record TensorInfo(Dtype dtype, List<Long> shape, long begin, long end) {

    /** More than any tensor has; bounds memory for a crafted header. */
    private static final int MAX_DIMENSIONS = 64;

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    /** Reads to the end of the object that the parser has just entered. */
    static TensorInfo read(JsonParser json) throws ModelFileFormatException, IOException {
        Dtype dtype = null;
        List<Long> shape = null;
        long[] offsets = null;
        Set<String> fields = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            require(
                    !FIELDS.contains(field) || fields.add(field),
                    "its header has a tensor's " + TextSanitizer.quote(field) + " twice");
            json.nextToken();
            switch (field) {
                case "dtype" -> dtype = dtype(json);
                case "shape" -> shape = shape(json);
                case "data_offsets" -> offsets = offsets(json);
                default -> json.skipChildren();
            }
        }
        require(
                dtype != null && shape != null && offsets != null,
                "its header lacks a tensor's dtype, shape or data_offsets");
        TensorInfo entry = new TensorInfo(dtype, shape, offsets[0], offsets[1]);
        entry.requireSize();
        return entry;
    }

    private static Dtype dtype(JsonParser json) throws ModelFileFormatException, IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING, "a dtype in its header is not a string");
        Optional<Dtype> dtype = Dtype.of(json.getText());
        require(
                dtype.isPresent(),
                "its header names the dtype " + TextSanitizer.quote(json.getText()) + ", which does not exist");
        return dtype.get();
    }

    private static List<Long> shape(JsonParser json) throws ModelFileFormatException, IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "a shape in its header is not an array");
        List<Long> shape = new ArrayList<>();
        long elements = 1;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            long length = number(json);
            require(length == 0 || elements <= Long.MAX_VALUE / 64 / length, "a shape in its header is too large");
            require(
                    shape.size() < MAX_DIMENSIONS,
                    "a shape in its header has more than " + MAX_DIMENSIONS + " dimensions");
            elements *= length;
            shape.add(length);
        }
        return shape;
    }

    private static long[] offsets(JsonParser json) throws ModelFileFormatException, IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "data_offsets in its header is not an array");
        json.nextToken();
        long begin = number(json);
        json.nextToken();
        long end = number(json);
        require(json.nextToken() == JsonToken.END_ARRAY, "data_offsets in its header has more than two numbers");
        return new long[] {begin, end};
    }

    private static long number(JsonParser json) throws ModelFileFormatException, IOException {
        require(
                json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                        && !json.getText().startsWith("-"),
                "a shape or an offset in its header is not a non-negative integer");
        return json.getLongValue();
    }

    private void requireSize() throws ModelFileFormatException {
        long bits = shape.stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length)
                * dtype.bits();
        require(
                end >= begin && end - begin <= Long.MAX_VALUE / 8 && (end - begin) * 8 == bits,
                "a tensor goes from " + begin + " to " + end + ", but its shape and dtype make "
                        + (bits % 8 == 0 ? bits / 8 + " bytes" : bits + " bits"));
    }
}
