package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class S3MockStoreTest extends S3StoreContract {

    S3MockStoreTest() {
        super(S3TestStore.server().url());
    }

    /**
     * The test server loses the file, and other uploads to its location, when one upload is aborted; S3 does not.
     * So both are completed here.
     */
    @Test
    @Override
    protected void uploadsToTheSamePlaceAreApart() throws Exception {
        MultipartUpload first = store().beginUpload(at("small"), 1);
        MultipartUpload second = store().beginUpload(at("small"), 1);
        List<UploadedPart> tagsOfFirst = uploadOnly(first, "first");
        List<UploadedPart> tagsOfSecond = uploadOnly(second, "second");

        store().completeUpload(second, tagsOfSecond);
        assertThat(read("small")).isEqualTo("second");

        store().completeUpload(first, tagsOfFirst);
        assertThat(read("small")).isEqualTo("first");
    }

    private List<UploadedPart> uploadOnly(MultipartUpload upload, String content) throws Exception {
        URI url = store().presignParts(upload, Duration.ofHours(1)).get(0);
        return List.of(new UploadedPart(1, upload(url, content.getBytes(StandardCharsets.UTF_8))));
    }

    private StorageUri at(String key) {
        return new StorageUri(bucket(), key);
    }

    private String read(String key) throws IOException {
        try (InputStream content = store().open(at(key))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
