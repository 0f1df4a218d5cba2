package dev.atelier.localgpu.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The node serves only processes that have its token. */
@Tag("slow")
class AccessTest {

    private static final List<String> PATHS =
            List.of("/", "/docs", "/sdapi/v1/progress", "/sdapi/v1/sd-models", "/sdapi/v1/options", "/sdapi/v1/memory");

    @TempDir
    static Path models;

    private static DemoWebUiServer node;

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, models);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Optional<String>> otherLogins() {
        return Stream.of("atelier:", "atelier:" + "0".repeat(64), token(), ":" + token())
                .map(Optional::of)
                .flatMap(login -> Stream.of(login, Optional.<String>empty()))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("otherLogins")
    void aRequestWithoutTheTokenIsUnauthorized(Optional<String> login) {
        NodeClient other = new NodeClient(node, login);

        for (String path : PATHS) {
            assertRejected(other.getResponse(path));
        }
        for (String path : List.of("txt2img", "img2img", "interrupt", "options", "extra-single-image", "nothing")) {
            assertRejected(other.post("/sdapi/v1/" + path, "{}"));
        }
        assertRejected(other.post("/rembg", "{}"));
    }

    @Test
    void eachStartHasATokenOfItsOwn() {
        try (DemoWebUiServer other = DemoWebUiServer.start(0, models)) {
            assertThat(token()).hasSize(64);
            assertThat(other.url().base().getUserInfo())
                    .isNotEqualTo(node.url().base().getUserInfo());
            assertRejected(new NodeClient(other, Optional.of(node.url().base().getUserInfo()))
                    .getResponse("/sdapi/v1/progress"));
        }
    }

    @Test
    void neitherTheUrlAsTextNorAResponseNorTheLogContainsTheToken() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try (DemoWebUiServer own = DemoWebUiServer.start(0, models)) {
            String token = own.url().base().getUserInfo().split(":")[1];
            NodeClient client = new NodeClient(own);
            for (String path : PATHS) {
                assertThat(client.getResponse(path).body()).doesNotContain(token);
            }
            assertThat(client.post("/sdapi/v1/txt2img", "{\"steps\": 0}").body())
                    .doesNotContain(token);
            assertThat(own.url().toString()).doesNotContain(token);
            assertThat(List.copyOf(log.list))
                    .isNotEmpty()
                    .filteredOn(event -> event.getLoggerName().startsWith("dev.atelier"))
                    .isNotEmpty()
                    .noneMatch(event -> event.getFormattedMessage().contains(token));
        } finally {
            root.detachAppender(log);
            root.setLevel(level);
        }
    }

    private static String token() {
        return node.url().base().getUserInfo().split(":")[1];
    }

    private static void assertRejected(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(NodeClient.json(response).path("detail").asText()).isEqualTo("Incorrect username or password");
    }
}
