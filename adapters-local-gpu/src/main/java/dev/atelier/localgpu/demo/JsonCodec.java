package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

final class JsonCodec {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonCodec() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** WebUI's response body for an error in a handler. */
    static ObjectNode error(String error, String detail, String errors) {
        return object().put("error", error)
                .put("detail", detail)
                .put("body", "")
                .put("errors", errors);
    }

    static RequestFields fields(byte[] body) {
        if (body.length == 0) {
            throw WebUiErrorException.invalid("field required", "value_error.missing");
        }
        if (tree(body) instanceof ObjectNode object) {
            return new RequestFields(object);
        }
        throw WebUiErrorException.invalid("value is not a valid dict", "type_error.dict");
    }

    private static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw WebUiErrorException.notJson(offset, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    static String text(JsonNode node) {
        return node.toString();
    }
}
