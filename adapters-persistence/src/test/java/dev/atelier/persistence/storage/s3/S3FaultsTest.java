package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of S3 servers, simulated by a server that always fails. */
@Tag("slow")
class S3FaultsTest {

    private static final StorageUri PLACE = new StorageUri(S3Server.BUCKET, "a/b");

    private HttpServer server;
    private S3Store store;

    /** Behaviour for a request; it need not respond. */
    @FunctionalInterface
    private interface Behaviour {
        void answer(HttpExchange request) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        store = S3TestStore.open(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new S3StoreConfiguration(true, null));
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"507, XMinioStorageFull", "507, ''", "403, QuotaExceeded"})
    void aFullServerIsInsufficientStorage(int status, String code) {
        serve(request -> reject(request, status, code));

        assertThatThrownBy(() -> put("content")).isInstanceOf(InsufficientStorageException.class);
        assertThatThrownBy(() -> store.beginUpload(PLACE, 1)).isInstanceOf(InsufficientStorageException.class);
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "500, InternalError", "404, NoSuchBucket"})
    void whateverElseIsRejectedIsABrokenConnection(int status, String code) {
        serve(request -> reject(request, status, code));

        assertThatThrownBy(() -> put("content")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.open(PLACE)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.openChannel(PLACE)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.deleteAll(PLACE)).isInstanceOf(IOException.class);
        assertThatCode(() -> store.deleteQuietly(PLACE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> store.beginUpload(PLACE, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.abortUpload(upload())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.arrivedParts(upload())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.completeUpload(upload(), List.of(new UploadedPart(1, "a"))))
                .isInstanceOf(IOException.class);
        try (Stream<StorageUri> files = store.list(PLACE)) {
            assertThatThrownBy(files::toList).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    @Timeout(25)
    void shortRequestsToAServerThatHangsTimeOutSoon() {
        CountDownLatch over = new CountDownLatch(1);
        serve(request -> await().forever().until(() -> over.getCount() == 0));
        List<ThrowingCallable> calls = List.of(
                () -> store.find(PLACE),
                () -> put("content"),
                () -> store.deleteAll(PLACE),
                () -> store.arrivedParts(upload()),
                () -> store.list(PLACE).toList());

        calls.stream()
                .map(call ->
                        CompletableFuture.supplyAsync(() -> catchThrowable(call), thread -> new Thread(thread).start()))
                .toList()
                .forEach(failure ->
                        assertThat(failure.join()).isInstanceOfAny(IOException.class, UncheckedIOException.class));

        over.countDown();
    }

    @Test
    void aDownloadThatBreaksOffIsNotTakenForTheWholeFile() throws IOException {
        serve(request -> {
            request.sendResponseHeaders(200, 1_000_000);
            request.getResponseBody().write(new byte[1000]);
            request.close();
        });

        try (InputStream content = store.open(PLACE)) {
            assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBlockThatBreaksOffIsNotTakenForTheEndOfTheFile() throws IOException {
        serveFile(request -> {
            request.sendResponseHeaders(206, 200_000);
            request.getResponseBody().write(new byte[1000]);
        });

        try (SeekableByteChannel file = store.openChannel(PLACE)) {
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(10)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(EOFException.class);
        }
    }

    @Test
    void aServerThatKnowsNoRangesIsNotBelieved() throws IOException {
        serveFile(request -> {
            request.sendResponseHeaders(200, 200_000);
            request.getResponseBody().write(new byte[200_000]);
        });

        try (SeekableByteChannel file = store.openChannel(PLACE)) {
            file.position(100_000);
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("100000 bytes");
        }
    }

    /** The file has 200,000 bytes, of which the server sends what the behaviour determines. */
    private void serveFile(Behaviour behaviour) {
        serve(request -> {
            if (request.getRequestMethod().equals("HEAD")) {
                request.getResponseHeaders().add("Content-Length", "200000");
                request.getResponseHeaders().add("ETag", "\"a\"");
                request.sendResponseHeaders(200, -1);
            } else {
                behaviour.answer(request);
            }
        });
    }

    @Test
    void reportsAFileThatWasNotDeleted() {
        serve(request -> {
            switch (request.getRequestMethod()) {
                case "DELETE" -> request.sendResponseHeaders(204, -1);
                case "GET" ->
                    answer(
                            request,
                            200,
                            "<ListBucketResult><IsTruncated>false</IsTruncated>"
                                    + "<Contents><Key>a/b/c</Key></Contents></ListBucketResult>");
                default ->
                    answer(
                            request,
                            200,
                            "<DeleteResult><Error><Key>a/b/c</Key><Code>AccessDenied</Code></Error></DeleteResult>");
            }
        });

        assertThatThrownBy(() -> store.deleteAll(PLACE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 file")
                .hasMessageContaining("AccessDenied");
    }

    @Test
    void aCompletionWhoseAnswerWasLostHasSucceeded() {
        MultipartUpload upload = upload();
        forgetUploads(S3UploadId.of(upload).orElseThrow().mark().toString());

        assertThatCode(() -> store.completeUpload(upload, List.of(new UploadedPart(1, "a"))))
                .doesNotThrowAnyException();
    }

    @Test
    void anUploadThatWasCompletedHasAllParts() throws IOException {
        MultipartUpload upload = new MultipartUpload(upload().uploadId(), PLACE, 2);
        forgetUploads(S3UploadId.of(upload).orElseThrow().mark().toString());

        assertThat(store.arrivedParts(upload).orElseThrow())
                .extracting(ArrivedPart::partNumber, ArrivedPart::size)
                .containsExactly(tuple(1, ArrivedPart.UNKNOWN), tuple(2, ArrivedPart.UNKNOWN));
    }

    @Test
    void anUploadThatIsGoneHasNoPartsWhateverFileIsThere() throws IOException {
        forgetUploads("a0000000-55a4-4a91-8a8c-0123456789ab");

        assertThat(store.arrivedParts(upload())).isEmpty();
    }

    /** Some servers reject the tags before they see that the upload is gone. */
    @Test
    void aCompletionIsDoneWhereItsFileIsThereWhateverTheServerSaysOfItsParts() {
        MultipartUpload upload = upload();
        String mark = S3UploadId.of(upload).orElseThrow().mark().toString();
        serve(request -> {
            if (request.getRequestMethod().equals("HEAD")) {
                request.getResponseHeaders().add("x-amz-meta-" + S3UploadId.MARK, mark);
                request.sendResponseHeaders(200, -1);
            } else {
                reject(request, 400, "InvalidPart");
            }
        });

        assertThatCode(() -> store.completeUpload(upload, List.of(new UploadedPart(1, mark))))
                .doesNotThrowAnyException();
    }

    @Test
    void anUploadThatIsGoneIsNotTakenForTheFileOfAnother() {
        forgetUploads("a0000000-55a4-4a91-8a8c-0123456789ab");

        assertThatThrownBy(() -> store.completeUpload(upload(), List.of(new UploadedPart(1, "a"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("begin a new one");
    }

    @Test
    void rejectsTheCompletionOfAnUnknownUpload() throws IOException {
        MultipartUpload unknown = new MultipartUpload("no-such-thing", PLACE, 1);

        assertThatThrownBy(() -> store.completeUpload(unknown, List.of(new UploadedPart(1, "a"))))
                .isInstanceOf(InvalidRequestException.class);
        store.abortUpload(unknown);
    }

    @Test
    void aPartThatIsTooSmallIsTheClientsFault() {
        serve(request -> reject(request, 400, "EntityTooSmall"));

        assertThatThrownBy(() -> store.completeUpload(upload(), List.of(new UploadedPart(1, "a"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("5 MiB");
    }

    /** S3 no longer has any upload, and the file has this mark. */
    private void forgetUploads(String mark) {
        serve(request -> {
            if (request.getRequestMethod().equals("HEAD")) {
                request.getResponseHeaders().add("x-amz-meta-" + S3UploadId.MARK, mark);
                request.sendResponseHeaders(200, -1);
            } else {
                reject(request, 404, "NoSuchUpload");
            }
        });
    }

    @Test
    void marksOfEmptyFoldersAreNoFiles() throws IOException {
        serve(
                request -> answer(
                        request,
                        200,
                        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a/b/</Key></Contents>"
                                + "<Contents><Key>a/b/c/</Key></Contents><Contents><Key>a/b/c/d</Key></Contents></ListBucketResult>"));

        try (Stream<StorageUri> files = store.list(PLACE)) {
            assertThat(files).containsExactly(PLACE.resolve("c/d"));
        }
    }

    private void serve(Behaviour behaviour) {
        server.createContext("/", request -> {
            try (request) {
                request.getRequestBody().readAllBytes();
                behaviour.answer(request);
            }
        });
    }

    private static void reject(HttpExchange request, int status, String code) throws IOException {
        if (request.getRequestMethod().equals("HEAD")) {
            request.sendResponseHeaders(status, -1);
        } else {
            answer(request, status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
        }
    }

    private static void answer(HttpExchange request, int status, String xml) throws IOException {
        byte[] body = xml.getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().add("Content-Type", "application/xml");
        request.sendResponseHeaders(status, body.length);
        request.getResponseBody().write(body);
    }

    private void put(String content) throws IOException {
        store.put(PLACE, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "text/plain");
    }

    private static MultipartUpload upload() {
        return new MultipartUpload("3f8b3a0e-55a4-4a91-8a8c-0123456789ab.an-id", PLACE, 1);
    }
}
