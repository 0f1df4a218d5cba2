package dev.atelier.rest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An HTTP response. */
public record HttpResult(HttpResponse<byte[]> response) {

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public byte[] bytes() {
        return response.body();
    }

    public String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The JSON body. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> json() {
        return (Map<String, Object>) TestJson.read(response.body());
    }

    /** The value at this path in the JSON body: keys and indices, between dots. */
    public Object at(String path) {
        Object value = json();
        for (String step : path.split("\\.")) {
            value = value instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    public String message() {
        return (String) at("message");
    }

    /** Asserts the status; returns the JSON body, of whatever kind it is. */
    public Object value(int status) {
        assertThat(response.statusCode()).as(text()).isEqualTo(status);
        return TestJson.read(response.body());
    }

    /** Asserts success; returns the JSON object. */
    public Map<String, Object> object() {
        assertThat(value(200)).isInstanceOf(Map.class);
        return json();
    }

    /** Asserts success, and a JSON array of objects or strings for a body. */
    @SuppressWarnings("unchecked")
    public <T> List<T> list() {
        return (List<T>) value(200);
    }

    /** Asserts an error response with 422 that names the query parameter; returns its message. */
    public Map<String, Object> invalidates(String parameter) {
        assertThat(value(422)).as(text()).isInstanceOf(Map.class);
        assertThat(json()).containsOnlyKeys("detail");
        assertThat((List<?>) at("detail")).hasSize(1);
        assertThat(at("detail.0.loc")).isEqualTo(List.of("query", parameter));
        return Map.of("msg", at("detail.0.msg"), "type", at("detail.0.type"));
    }

    /** Asserts the status, and that the envelope has the same. */
    public HttpResult is(int status) {
        assertThat(response.statusCode()).as(text()).isEqualTo(status);
        assertThat(at("statusCode")).as(text()).isEqualTo(status);
        return this;
    }

    /** Asserts an error response in the envelope: a status and a message, and nothing else. */
    public HttpResult rejects(int status) {
        is(status);
        assertThat(json()).containsOnlyKeys("statusCode", "message");
        assertThat(message()).isNotBlank();
        return this;
    }

    /** Asserts an error response in the format of the 2023-07-05 generation. */
    public HttpResult rejects2023(int status) {
        is(status);
        assertThat(json()).containsOnlyKeys("statusCode", "error");
        assertThat((String) at("error")).isNotBlank();
        return this;
    }

    /** As above, with a message that contains this. */
    public HttpResult rejects2023(int status, String because) {
        rejects2023(status);
        assertThat((String) at("error")).contains(because);
        return this;
    }

    /** The link to the next page, relative to this one; asserts that there is one. */
    public String next() {
        assertThat(header("Link")).startsWith("<").endsWith(">; rel=\"next\"");
        return header("Link").substring(1, header("Link").indexOf('>'));
    }

    /** Asserts a response without body. */
    public HttpResult isEmpty(int status) {
        assertThat(response.statusCode()).as(text()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
        return this;
    }
}
