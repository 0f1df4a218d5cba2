package dev.atelier.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetTest {

    @ParameterizedTest
    @CsvSource({
        "INITIALED, ENABLED",
        "INITIALED, DISABLED",
        "ENABLED, DISABLED",
        "DISABLED, ENABLED",
        "ENABLED, ENABLED"
    })
    void goesFromOneStatusToTheOther(DatasetStatus from, DatasetStatus to) {
        assertThat(dataset(from).become(to)).isEqualTo(dataset(to));
    }

    @ParameterizedTest
    @EnumSource
    void neverGoesBackToItsBeginning(DatasetStatus from) {
        assertThatThrownBy(() -> dataset(from).become(DatasetStatus.INITIALED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("dataset lego is " + from.word() + " and cannot become Initialed");
    }

    @Test
    void aStatusIsKnownByItsWord() {
        assertThat(DatasetStatus.of("Enabled")).isEqualTo(DatasetStatus.ENABLED);
        assertThatThrownBy(() -> DatasetStatus.of("enabled"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("dataset status \"enabled\" is not one of [Initialed, Enabled, Disabled]");
    }

    @Test
    void knowsWhereTheFilesOfItsItemsLie() {
        DatasetItem item =
                new DatasetItem(new DatasetFileName("/x/a.png"), "a", "image", Map.of(), DatasetStatus.INITIALED);

        assertThat(dataset(DatasetStatus.ENABLED).locationOf(item)).hasToString("s3://atelier/dataset/lego/x/a.png");
    }

    @Test
    void holdsWhatIsInItsFolder() {
        Dataset dataset = dataset(DatasetStatus.ENABLED, "a/10_lego");

        assertThat(dataset.folder()).hasToString("s3://atelier/dataset/lego");
        assertThat(dataset(DatasetStatus.ENABLED).folder()).hasToString("s3://atelier/dataset/lego");
        for (String key : new String[] {"dataset/lego", "dataset/lego/x.png", "dataset/lego/a/10_lego/x.png"}) {
            assertThat(dataset.holds(new StorageUri("atelier", key))).isTrue();
        }
        for (String key : new String[] {"dataset", "dataset/lego2/x.png", "out/dataset/lego/x.png"}) {
            assertThat(dataset.holds(new StorageUri("atelier", key))).isFalse();
        }
    }

    private static Dataset dataset(DatasetStatus status) {
        return dataset(status, "");
    }

    private static Dataset dataset(DatasetStatus status, String prefix) {
        return new Dataset(
                new DatasetId(new UUID(0, 1)),
                new DatasetName("lego"),
                prefix,
                new StorageUri("atelier", "dataset/lego" + (prefix.isEmpty() ? "" : "/" + prefix)),
                status,
                Map.of(),
                new UserName("ann"),
                Set.of(Principal.of(new RoleName("designer"))),
                Instant.EPOCH);
    }
}
