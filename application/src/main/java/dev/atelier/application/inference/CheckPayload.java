package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks a job's payload, and whether the models that it names are open to the job's user. Backends check what they
 * submit to a node, since a payload can be uploaded again after its job was started.
 */
@UseCase
public class CheckPayload {

    private final PayloadRules rules;
    private final ModelAccess access;
    private final ModelCompatibility compatibility;

    public CheckPayload(
            PayloadRules rules,
            CheckpointLookup checkpoints,
            AuthenticateCaller callers,
            ModelDescriptionRepository descriptions) {
        this.compatibility = new ModelCompatibility(descriptions);
        this.rules = rules;
        this.access = new ModelAccess(checkpoints, callers);
    }

    /**
     * Checks a payload in the form that {@link PayloadReader} returns.
     *
     * @return the models that it names beyond those that the job has already
     * @throws dev.atelier.domain.InvalidRequestException if it contains what is not for clients, or a model that is not
     *     open to the job's user, or a LoRA does not fit the job's checkpoint
     */
    public List<ModelReference> check(InferenceJob job, Map<String, Object> payload) {
        InitImages.check(job.taskType(), payload);
        List<ModelReference> further = access.resolve(job, rules.check(payload)).stream()
                .filter(model -> model.type() != CheckpointType.VAE || isChosen(model, payload))
                .toList();
        compatibility.require(
                Stream.concat(job.models().stream(), further.stream()).toList());
        return further;
    }

    /** By field of the payload, which of its members are not to be passed on: scripts that are off, settings without effect. */
    public Map<String, Set<String>> leftOut(Map<String, Object> payload) {
        return rules.leftOut(payload);
    }

    /** A job's first VAE decodes its images, which one that is named for a script alone should not. */
    private static boolean isChosen(ModelReference vae, Map<String, Object> payload) {
        return payload.get("override_settings") instanceof Map<?, ?> settings
                && settings.get("sd_vae") instanceof String name
                && PayloadModelName.of(CheckpointType.VAE, name)
                        .filter(chosen -> chosen.isStemOf(vae.name()))
                        .isPresent();
    }
}
