package dev.atelier.persistence.inspection;

import static dev.atelier.persistence.inspection.SafetensorsFile.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.domain.Text;
import java.io.IOException;
import java.util.Map;

/** What a safetensors header says of one tensor: from which byte to which it goes. */
record TensorEntry(long begin, long end) {

    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("U16", 16),
            Map.entry("I16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("U32", 32),
            Map.entry("I32", 32),
            Map.entry("F32", 32),
            Map.entry("U64", 64),
            Map.entry("I64", 64),
            Map.entry("F64", 64),
            Map.entry("C64", 64));

    /** Reads the object that the parser has just entered, to its end. */
    static TensorEntry read(JsonParser json) throws Finding, IOException {
        int bits = -1;
        long elements = -1;
        TensorEntry place = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> bits = bits(json);
                case "shape" -> elements = elements(json);
                case "data_offsets" -> place = offsets(json);
                default -> json.skipChildren();
            }
        }
        require(
                bits > 0 && elements >= 0 && place != null,
                "its header leaves out a tensor's dtype, shape or data_offsets");
        place.requireSize(elements, bits);
        return place;
    }

    private static int bits(JsonParser json) throws Finding, IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING, "a dtype in its header is no text");
        Integer bits = BITS.get(json.getText());
        require(bits != null, "its header names the dtype " + Text.quote(json.getText()) + ", which there is not");
        return bits;
    }

    private static long elements(JsonParser json) throws Finding, IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "a shape in its header is no array");
        long elements = 1;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            long length = number(json);
            require(
                    length == 0 || elements <= Long.MAX_VALUE / 64 / length,
                    "a shape in its header is beyond all bounds");
            elements *= length;
        }
        return elements;
    }

    private static TensorEntry offsets(JsonParser json) throws Finding, IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "data_offsets in its header is no array");
        json.nextToken();
        long begin = number(json);
        json.nextToken();
        long end = number(json);
        require(json.nextToken() == JsonToken.END_ARRAY, "data_offsets in its header are more than two");
        return new TensorEntry(begin, end);
    }

    private static long number(JsonParser json) throws Finding, IOException {
        require(
                json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                        && json.getLongValue() >= 0,
                "a shape or an offset in its header is no whole number from 0");
        return json.getLongValue();
    }

    private void requireSize(long elements, int bits) throws Finding {
        require(
                end >= begin && end - begin <= Long.MAX_VALUE / 8 && (end - begin) * 8 == elements * bits,
                "a tensor goes from " + begin + " to " + end + ", but its shape and dtype make "
                        + (elements * bits + 7) / 8 + " bytes");
    }
}
