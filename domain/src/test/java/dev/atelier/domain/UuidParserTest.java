package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJobId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UuidParserTest {

    private static final String TEXT = "3f8b3a0e-55a4-4a91-8a8c-0123456789ab";
    private static final UUID VALUE = UUID.fromString(TEXT);

    @Test
    void readsAUuidOfEitherCase() {
        assertThat(UuidParser.parse(TEXT)).contains(VALUE);
        assertThat(UuidParser.parse("3F8B3A0E-55A4-4A91-8A8C-0123456789AB")).contains(VALUE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "3f8b3a0e55a44a918a8c0123456789ab",
                "3f8b3a0e-55a4-4a91-8a8c-0123456789a",
                "3f8b3a0e-55a4-4a91-8a8c-0123456789abc",
                "3f8b3a0e-55a4-4a91-8a8c-0123456789ag",
                " 3f8b3a0e-55a4-4a91-8a8c-0123456789ab"
            })
    void findsNoneInAnythingElse(String text) {
        assertThat(UuidParser.parse(text)).isEmpty();
    }

    @Test
    void everyIdReadsWhatItWrites() {
        assertThat(InferenceJobId.parse(new InferenceJobId(VALUE).toString())).contains(new InferenceJobId(VALUE));
        assertThat(EndpointId.parse(new EndpointId(VALUE).toString())).contains(new EndpointId(VALUE));
        assertThat(CheckpointId.parse(new CheckpointId(VALUE).toString())).contains(new CheckpointId(VALUE));
        assertThat(new InferenceJobId(VALUE)).hasToString(TEXT);
    }

    @Test
    void anIdThatCannotBeOneIsNone() {
        assertThat(InferenceJobId.parse("7")).isEmpty();
        assertThat(EndpointId.parse("7")).isEmpty();
        assertThat(CheckpointId.parse("7")).isEmpty();
    }
}
