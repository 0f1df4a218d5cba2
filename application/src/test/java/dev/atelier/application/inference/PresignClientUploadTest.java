package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.PermissionDeniedException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PresignClientUploadTest {

    private static final String KEY = "config/aigc.json";

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final PresignClientUpload presign =
            new PresignClientUpload(atelier.store, atelier.layout, new PayloadLimit(10));

    @Test
    void theFileGoesToItsPlaceUpToTheLimitWithinAnHour() throws Exception {
        URI url = presign.presign(designer("ann"), Optional.of("atelier"), KEY);

        assertThatThrownBy(() -> atelier.store.upload(url, new byte[11])).isInstanceOf(PayloadTooLargeException.class);
        atelier.store.upload(url, new byte[] {'a'});
        assertThat(atelier.read(atelier.layout.clientFile(KEY))).isEqualTo("a");

        atelier.clock.pass(PresignClientUpload.VALIDITY);
        assertThatThrownBy(() -> atelier.store.upload(url, new byte[1])).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void thereIsOneBucketAndNotEveryPlaceInItIsFree() {
        assertThatThrownBy(() -> presign.presign(designer("ann"), Optional.of("other"), KEY))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the bucket \"other\" is not this service's; that is atelier");
        assertThatThrownBy(() -> presign.presign(designer("ann"), Optional.empty(), "out/a"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the key \"out/a\" is not free to be written; keys begin with config/ or upload/");
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> presign.presign(holding("ann", "inference:list"), Optional.empty(), KEY))
                .isInstanceOf(PermissionDeniedException.class);
    }
}
