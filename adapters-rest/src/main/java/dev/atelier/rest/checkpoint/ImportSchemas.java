package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of operations on imports; those of responses are for the OpenAPI description only. */
final class ImportSchemas {

    private ImportSchemas() {}

    /**
     * A checkpoint to be imported.
     *
     * @param checkpointType for example Stable-diffusion, Lora, VAE, ControlNet
     * @param sources its files, 1 to 100
     * @param params metadata that is kept with it
     * @param access who may use it; without it the roles of the creator
     */
    record NewImport(
            @JsonProperty("checkpoint_type") @Size(min = 1) String checkpointType,
            List<Source> sources,
            @Nullable CheckpointSchemas.NewCheckpointParams params,
            @Nullable CheckpointSchemas.AccessList access) {}

    /**
     * A file: a URL, or a file of a repository at Hugging Face, or of a version at Civitai.
     *
     * @param url where it is
     * @param sha256 the digest that its bytes must have, with a URL
     * @param repository owner/name at Hugging Face
     * @param revision a branch, tag or commit; main, if it is missing
     * @param file its path in the repository, or its name at Civitai, where the primary one is taken if it is missing
     * @param civitaiVersion the id of a model's version
     */
    record Source(
            @Nullable String url,
            @Nullable String sha256,
            @Nullable String repository,
            @Nullable String revision,
            @Nullable String file,

            @Nullable @JsonProperty("civitai_version") @Min(1)
            Integer civitaiVersion) {}

    /**
     * A secret for a host.
     *
     * @param host as in the URLs, with a port where it is not the usual one
     * @param kind bearer or query
     * @param parameter with query, the parameter that has the secret
     * @param forAll whether it is for the imports of all users, which takes user:all
     */
    record NewCredential(
            @Size(min = 1) String host,
            @Size(min = 1) String kind,
            @Nullable String parameter,
            @Size(min = 1) String secret,
            @Nullable @JsonProperty("for_all") Boolean forAll) {}

    record ImportAnswer(int statusCode, ImportView data, String message) {}

    record ImportsAnswer(int statusCode, ImportListResponse data, String message) {}

    record CredentialAnswer(int statusCode, ImportCredentialView data, String message) {}

    record CredentialsAnswer(int statusCode, ImportCredentialListResponse data, String message) {}
}
