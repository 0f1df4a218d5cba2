package dev.atelier.domain.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MergeJobTest {

    private static final Instant BEGIN = Instant.parse("2023-07-05T06:38:45Z");
    private static final Instant END = BEGIN.plusSeconds(4);

    private final MergeJob merge = MergeJob.create(
            new MergeId(UUID.randomUUID()),
            new UserName("ann"),
            new MergeRecipe(
                    MergeMethod.NO_INTERPOLATION,
                    List.of(new ModelFile(new CheckpointFileName("a.safetensors"), new StorageUri("atelier", "m/a"))),
                    Multiplier.USUAL,
                    Optional.of("b"),
                    false,
                    Optional.empty(),
                    Optional.empty()),
            BEGIN);

    @Test
    void isInprogressUntilItEnds() {
        assertThat(merge.status()).isEqualTo(MergeStatus.INPROGRESS);
        assertThat(merge.progress()).isZero();

        assertThat(merge.succeed(END).status()).isEqualTo(MergeStatus.SUCCEED);
        assertThat(merge.succeed(END).progress()).isEqualTo(1);
        assertThat(merge.succeed(END).ended()).isEqualTo(END);
        assertThat(merge.fail("odd", END).status()).isEqualTo(MergeStatus.FAILED);
        assertThat(merge.fail("odd", END).error()).isEqualTo("odd");
    }

    @Test
    void anEndLeadsNowhere() {
        for (MergeJob ended : List.of(merge.succeed(END), merge.fail("odd", END))) {
            assertThat(ended.status().isEnd()).isTrue();
            assertThatThrownBy(() -> ended.fail("again", END)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> ended.succeed(END)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void sharesItsIdWithTheCheckpointItMakes() {
        assertThat(merge.id().checkpoint().value()).isEqualTo(merge.id().value());
        assertThat(MergeId.parse(merge.id().toString())).contains(merge.id());
        assertThat(MergeId.parse("no id")).isEmpty();
    }
}
