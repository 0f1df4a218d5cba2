package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.api.client.api.LambdaContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of API Gateway, in front of a server that echoes the requests. */
@Tag("slow")
class ApiHandlerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EchoServer server;
    private ApiHandler handler;

    @BeforeEach
    void start() throws IOException {
        server = EchoServer.start();
        handler = new ApiHandler(new EmbeddedServerClient(server.url()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRestApiRequestArrivesAsItWasSent() throws IOException {
        JsonNode answer = answer(event("rest-api"));

        EchoServer.Request request = server.last();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target())
                .isEqualTo("/checkpoints?status=Active&status=Initial&types=Stable%20diffusion%26more");
        assertThat(request.header("x-api-key")).containsExactly("a-key-for-the-tests-only");
        assertThat(request.header("Accept")).containsExactly("application/json", "text/plain");
        assertThat(request.header("X-Forwarded-Host"))
                .containsExactly("abcdef1234.execute-api.us-east-1.amazonaws.com");
        assertThat(request.header("X-Forwarded-Proto")).containsExactly("https");
        assertThat(request.header("Accept-Encoding")).isEmpty();
        assertThat(answer.path("statusCode").asInt()).isEqualTo(203);
        assertThat(answer.path("multiValueHeaders").path("x-twice"))
                .extracting(JsonNode::asText)
                .containsExactly("one", "two");
        assertThat(answer.path("body").asText()).isEqualTo("ünder\n");
        assertThat(answer.path("isBase64Encoded").asBoolean()).isFalse();
    }

    @Test
    void anHttpApiRequestArrivesAsItWasSent() throws IOException {
        JsonNode answer = answer(event("http-api"));

        EchoServer.Request request = server.last();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/inferences?types%5B%5D=a&types%5B%5D=b%20c");
        assertThat(request.header("Cookie")).containsExactly("one=1; two=2");
        assertThat(request.header("X-Forwarded-Host")).containsExactly("api.example.com");
        assertThat(request.text()).isEqualTo("{\"inference_type\": \"Async\"}");
        assertThat(answer.path("headers").path("x-twice").asText()).isEqualTo("one, two");
        assertThat(answer.path("cookies")).extracting(JsonNode::asText).containsExactly("a=1", "b=2");
        assertThat(answer.path("headers").has("set-cookie")).isFalse();
    }

    @Test
    void bytesGoBothWaysInBase64() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, 1, (byte) 0xfe};
        server.answers(bytes);

        JsonNode answer = answer(event("http-api")
                .put("body", Base64.getEncoder().encodeToString(bytes))
                .put("isBase64Encoded", true));

        assertThat(server.last().body()).isEqualTo(bytes);
        assertThat(answer.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(answer.path("body").asText())).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "$default, /prod/ping, /prod/ping",
        "dev, /dev/ping, /ping",
        "dev, /dev, /",
        "dev, /devices, /devices",
        "dev, //elsewhere.example/ping, //elsewhere.example/ping",
        "dev, /dev/a b|{ü}%, /a%20b%7C%7B%C3%BC%7D%25",
    })
    void anHttpApisStageIsNoPartOfThePath(String stage, String path, String target) throws IOException {
        ObjectNode event = event("http-api").put("rawPath", path).put("rawQueryString", "");
        event.withObject("/requestContext").put("stage", stage);

        answer(event);

        assertThat(server.last().target()).isEqualTo(target);
    }

    @Test
    void aClientCannotSayWhichHostItCalled() throws IOException {
        ObjectNode event = event("http-api");
        event.withObject("/headers")
                .put("x-forwarded-host", "elsewhere.example")
                .put("x-forwarded-port", "8443")
                .put("x-forwarded-prefix", "/elsewhere")
                .put("forwarded", "host=elsewhere.example");

        answer(event);

        assertThat(server.last().header("X-Forwarded-Host")).containsExactly("api.example.com");
        assertThat(server.last().header("X-Forwarded-Port")).isEmpty();
        assertThat(server.last().header("X-Forwarded-Prefix")).isEmpty();
        assertThat(server.last().header("Forwarded")).isEmpty();
    }

    @Test
    void theShortFormOfARestApiRequestWillDo() throws IOException {
        answer(JSON.readTree("""
                {"httpMethod": "GET", "path": "/ping", "headers": {"x-api-key": "k"}, "body": null,
                 "multiValueHeaders": null, "queryStringParameters": {"a": "1"}}"""));

        assertThat(server.last().target()).isEqualTo("/ping?a=1");
        assertThat(server.last().header("x-api-key")).containsExactly("k");
    }

    @Test
    void aTimeoutIsAnsweredWithinTheTimeOfTheCall() throws IOException {
        server.answersNever();

        JsonNode answer = answer(event("rest-api"), 700);

        assertThat(answer.path("statusCode").asInt()).isEqualTo(504);
        JsonNode body = JSON.readTree(answer.path("body").asText());
        assertThat(body.path("statusCode").asInt()).isEqualTo(504);
        assertThat(body.path("message").asText()).contains("GET /inferences/{id}");
    }

    @Test
    void aRequestThatHttpDoesNotAllowIsRejected() throws IOException {
        ObjectNode event = event("http-api");
        event.withObject("/headers").put("username", "two\nlines");

        assertThat(answer(event).path("statusCode").asInt()).isEqualTo(400);
    }

    @Test
    void whatIsNoRequestIsNotTakenForOne() {
        assertThatThrownBy(() -> answer(JSON.createObjectNode()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no request of an API Gateway");
    }

    private static ObjectNode event(String name) throws IOException {
        return (ObjectNode) JSON.readTree(ApiHandlerTest.class.getResourceAsStream("/events/" + name + ".json"));
    }

    private JsonNode answer(JsonNode event) throws IOException {
        return answer(event, 10_000);
    }

    private JsonNode answer(JsonNode event, int millis) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)), output, context(millis));
        return JSON.readTree(output.toByteArray());
    }

    private static LambdaContext context(int millis) {
        long deadline = System.currentTimeMillis() + millis;
        return new LambdaContext(
                2048, deadline, "id", "group", "stream", "atelier", null, "1", "arn", null, null, null);
    }
}
