package dev.atelier.rest.inference.v2023;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadUrlTest {

    private static final String GENERATE = "/inference/generate-s3-presigned-url-for-uploading";

    private static RestServer server;
    private static Http client;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        client = server.keyOnly();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?key=config/aigc.json", "?s3_bucket_name=atelier&key=config%2Faigc.json"})
    void theUrlIsAJsonStringAndTakesTheFile(String query) throws Exception {
        String url = (String) client.get(GENERATE + query).value(200);

        assertThat(url).startsWith(server.uri() + "/files/");
        client.without("x-api-key").send("PUT", url, "{\"a\": 1}").isEmpty(200);
        assertThat(server.atelier.read(server.atelier.layout.clientFile("config/aigc.json")))
                .isEqualTo("{\"a\": 1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?key=", "?s3_bucket_name=atelier"})
    void aKeyIsNeeded(String query) {
        assertThat(client.get(GENERATE + query).invalidates("key"))
                .isEqualTo(Map.of("msg", "field required", "type", "value_error.missing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key=out/1/result/image_0.png",
                "key=config/../out/a",
                "key=/config/a",
                "key=config",
                "key=config/a%00b",
                "key=config/a&s3_bucket_name=other"
            })
    void whatIsNotFreeToBeWrittenIsRejected(String query) {
        client.get(GENERATE + "?" + query).rejects2023(400);
    }

    @Test
    void theSentenceSaysWhatIsAllowed() {
        assertThat(client.get(GENERATE + "?key=out/a").rejects2023(400).at("error"))
                .isEqualTo("the key \"out/a\" is not free to be written; keys begin with config/ or upload/");
        assertThat(client.get(GENERATE + "?key=config/a&s3_bucket_name=other")
                        .rejects2023(400)
                        .at("error"))
                .isEqualTo("the bucket \"other\" is not this service's; that is atelier");
    }
}
