package dev.atelier.persistence.download;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import java.util.function.Predicate;

/**
 * What users import, and from which sites.
 *
 * @param perUser how many imports of one user may wait, run or be paused. Default: 20
 * @param credentialsPerUser how many hosts a user may keep a secret for. Default: 50
 * @param credentialKeys what the secrets are encrypted with: the first; the others only decrypt. Each has at least 32 characters and
 *     no comma. Default: the signing secret of the file store
 * @param huggingFaceUrl where Hugging Face answers. Default: {@code https://huggingface.co}
 * @param civitaiUrl where Civitai answers. Default: {@code https://civitai.com}
 */
@ConfigurationProperties("atelier.import")
public record ImportSourcesConfiguration(
        @Bindable(defaultValue = "20") int perUser,
        @Bindable(defaultValue = "50") int credentialsPerUser,
        @Bindable(defaultValue = "") List<String> credentialKeys,
        @Bindable(defaultValue = "https://huggingface.co") String huggingFaceUrl,
        @Bindable(defaultValue = "https://civitai.com") String civitaiUrl) {

    private static final int MAX_PER_USER = 1000;
    private static final int KEY_LENGTH = 32;

    public ImportSourcesConfiguration {
        credentialKeys = credentialKeys.stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        requireCount("per-user", perUser);
        requireCount("credentials-per-user", credentialsPerUser);
        if (credentialKeys.stream().anyMatch(key -> key.length() < KEY_LENGTH)) {
            throw new IllegalArgumentException(
                    "a key of atelier.import.credential-keys is too short; allowed are at least " + KEY_LENGTH
                            + " characters");
        }
        huggingFaceUrl = site("hugging-face-url", huggingFaceUrl);
        civitaiUrl = site("civitai-url", civitaiUrl);
    }

    private static void requireCount(String key, int value) {
        if (value < 0 || value > MAX_PER_USER) {
            throw new IllegalArgumentException(
                    "atelier.import." + key + " is " + value + "; allowed is 0 to " + MAX_PER_USER);
        }
    }

    private static String site(String key, String url) {
        try {
            return SourceUrl.parse(url).toString().replaceFirst("/+$", "");
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException("atelier.import." + key + ": " + e.getMessage(), e);
        }
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ImportSourcesConfiguration[perUser=" + perUser + ", credentialsPerUser=" + credentialsPerUser
                + ", huggingFaceUrl=" + huggingFaceUrl + ", civitaiUrl=" + civitaiUrl + "]";
    }
}
