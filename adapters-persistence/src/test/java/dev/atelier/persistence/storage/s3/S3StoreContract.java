package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.ModelStoreContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;

/** The contract of the store, for any S3 server. */
abstract class S3StoreContract extends ModelStoreContract {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String bucket;
    private final S3Store store;

    S3StoreContract(URI server) {
        this.bucket = S3TestStore.makeBucket(server);
        this.store = S3TestStore.open(server, new S3StoreConfiguration(true, null));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected S3Store store() {
        return store;
    }

    @Override
    protected String bucket() {
        return bucket;
    }

    @Override
    protected String upload(URI url, byte[] content) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(url)
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Override
    protected byte[] download(URI url) throws Exception {
        HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
