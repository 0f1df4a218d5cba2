package dev.atelier.rest.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import java.util.Arrays;

/** The status words of 2023-07-05: Initialed for what later generations call Initial. */
public final class V2023CheckpointStatusNames {

    private static final String INITIALED = "Initialed";

    private V2023CheckpointStatusNames() {}

    public static String of(CheckpointStatus status) {
        return status == CheckpointStatus.INITIAL ? INITIALED : status.word();
    }

    /** The status of this word, in any generation. */
    static CheckpointStatus status(String word) {
        return Arrays.stream(CheckpointStatus.values())
                .filter(status -> of(status).equals(word) || status.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException("checkpoint status " + TextSanitizer.quote(word) + " is not one of "
                                + Arrays.stream(CheckpointStatus.values())
                                        .map(V2023CheckpointStatusNames::of)
                                        .toList()));
    }
}
