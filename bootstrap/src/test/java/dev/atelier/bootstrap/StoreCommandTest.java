package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.persistence.testing.StrictS3Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./atelier store copy} in this process, with settings as system properties. */
@Tag("slow")
class StoreCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path data;

    private StrictS3Server server;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws Exception {
        server = new StrictS3Server();
        settings = Map.of(
                "atelier.data-dir",
                data.toString(),
                "atelier.s3.path-style",
                "true",
                "aws.endpointUrlS3",
                server.url().toString(),
                "aws.region",
                "us-east-1",
                "aws.accessKeyId",
                "access-key",
                "aws.secretAccessKey",
                "secret-key",
                "aws.disableEc2Metadata",
                "true");
        settings.forEach(System::setProperty);
        write("files/atelier/out/a/result/image_0.png", "an image");
        write("incoming/half-written", "ha");
    }

    @AfterEach
    void stop() {
        settings.keySet().forEach(System::clearProperty);
        server.close();
    }

    @Test
    void copiesAndIsRepeated() throws Exception {
        assertThat(atelier("store", "copy", "--to", "s3://my-bucket"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains(
                        "1 files of 8 bytes are in s3://my-bucket, equal in size and SHA-256; 1 of them were sent now.")
                .contains("Set ATELIER_STORE=s3 and ATELIER_AWS_BUCKET=my-bucket before the next start.");
        assertThat(request("GET", "/my-bucket/out/a/result/image_0.png", "")).isEqualTo("an image");

        assertThat(atelier("store", "copy", "--to", "s3://my-bucket")).isZero();
        assertThat(out.toString()).contains("0 of them were sent now");
    }

    @Test
    void namesTheFileThatCouldNotBeCopied() throws Exception {
        request("PUT", "/my-bucket/out/a/result/image_0.png", "no image");

        assertThat(atelier("store", "copy", "--to", "s3://my-bucket")).isEqualTo(1);

        assertThat(err.toString())
                .contains("s3://atelier/out/a/result/image_0.png: another file is there")
                .contains("atelier: 1 file that could not be copied; 0 are there and equal");
    }

    @Test
    void rejectsWhereTheFilesAreAndWhatIsNoPlace() {
        assertThat(atelier("store", "copy", "--to", "file")).isEqualTo(2);
        assertThat(atelier("store", "copy", "--to", "s3://my-bucket", "--from", "s3://my-bucket/"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--to: the folder is where", "--to: s3://my-bucket is where");

        assertThat(atelier("store", "copy", "--to", "s3://my-bucket/below")).isEqualTo(2);
        assertThat(err.toString()).contains("--to: \"s3://my-bucket/below\" is neither file nor s3://BUCKET");
    }

    @Test
    void saysWhichSettingIsMissing() {
        System.clearProperty("aws.region");
        assertThat(atelier("store", "copy", "--to", "s3://my-bucket")).isEqualTo(1);
        assertThat(err.toString()).contains("no AWS region is set; set AWS_REGION");

        System.setProperty("aws.region", "us-east-1");
        System.clearProperty("aws.secretAccessKey");
        assertThat(atelier("store", "copy", "--to", "s3://my-bucket")).isEqualTo(1);
        assertThat(err.toString()).contains("no AWS credentials found; set AWS_ACCESS_KEY_ID");
    }

    private int atelier(String... arguments) {
        return new CommandLine(new Atelier())
                .setExecutionExceptionHandler(new ConciseExceptionHandler())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private void write(String file, String content) throws IOException {
        Path path = data.resolve("store").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private String request(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
