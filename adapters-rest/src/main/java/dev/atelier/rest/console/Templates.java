package dev.atelier.rest.console;

import dev.atelier.application.Page;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.ManageQuotas;
import dev.atelier.application.access.NamePage;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ManagePendingUploads;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.inference.GetInferenceProgress;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.node.NodeReport;
import dev.atelier.application.training.GetTraining;
import dev.atelier.application.training.ListDatasetImages;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Optional;

/** The templates of {@code src/main/jte}, each of which is compiled into a class of its own. */
final class Templates {

    private Templates() {}

    static Template audit(Frame frame, AuditLog.Filter filter, Page<AuditEntry> entries) {
        return html -> JteauditGenerated.render(html, null, frame, filter, entries);
    }

    static Template caption(Frame frame, CaptionView view) {
        return html -> JtecaptionGenerated.render(html, null, frame, view);
    }

    static Template dataset(Frame frame, ListDatasetImages.Slice images, int page) {
        return html -> JtedatasetGenerated.render(html, null, frame, images, page);
    }

    static Template datasets(Frame frame, Optional<DatasetStatus> status, Page<Dataset> datasets) {
        return html -> JtedatasetsGenerated.render(html, null, frame, status, datasets);
    }

    static Template newDataset(Frame frame) {
        return html -> JtenewDatasetGenerated.render(html, null, frame);
    }

    static Template newTraining(
            Frame frame, @Nullable TrainingId started, String dataset, List<String> datasets, List<String> models) {
        return html -> JtenewTrainingGenerated.render(html, null, frame, started, dataset, datasets, models);
    }

    static Template training(Frame frame, GetTraining.Details training, String log) {
        return html -> JtetrainingGenerated.render(html, null, frame, training, log);
    }

    static Template trainingState(Frame frame, GetTraining.State training) {
        return html -> JtetrainingStateGenerated.render(html, null, frame, training.job(), training.losses());
    }

    static Template trainingSamples(Frame frame, TrainingJob job, List<GetTraining.Sample> samples) {
        return html -> JtetrainingSamplesGenerated.render(html, null, frame, job, samples);
    }

    static Template trainingRows(Frame frame, String after, Page<TrainingJob> trainings) {
        return html -> JtetrainingRowsGenerated.render(html, null, frame, after, trainings);
    }

    static Template trainings(Frame frame, String after, Page<TrainingJob> trainings) {
        return html -> JtetrainingsGenerated.render(html, null, frame, after, trainings);
    }

    static Template endpoint(Frame frame, Endpoint endpoint, List<Endpoint> targets) {
        return html -> JteendpointGenerated.render(html, null, frame, endpoint, targets);
    }

    static Template endpointRows(Frame frame, String after, Page<Endpoint> endpoints) {
        return html -> JteendpointRowsGenerated.render(html, null, frame, after, endpoints);
    }

    static Template endpoints(Frame frame, String after, Page<Endpoint> endpoints) {
        return html -> JteendpointsGenerated.render(html, null, frame, after, endpoints);
    }

    static Template error(Frame frame, String title, String sentence) {
        return html -> JteerrorGenerated.render(html, null, frame, title, sentence);
    }

    static Template gallery(
            Frame frame, GalleryFilter filter, List<String> models, InferenceJobRepository.Found found) {
        return html -> JtegalleryGenerated.render(html, null, frame, filter, models, found);
    }

    static Template generate(
            Frame frame,
            GenerateForm form,
            List<String> models,
            List<String> loras,
            List<String> controlNets,
            NodeCapabilities.Offer offer) {
        return html -> JtegenerateGenerated.render(html, null, frame, form, models, loras, controlNets, offer);
    }

    static Template imports(Frame frame, String after, Page<ImportStatus> imports, List<ImportCredential> credentials) {
        return html -> JteimportsGenerated.render(html, null, frame, after, imports, credentials);
    }

    static Template importRows(Frame frame, String after, Page<ImportStatus> imports) {
        return html -> JteimportRowsGenerated.render(html, null, frame, after, imports);
    }

    static Template job(Frame frame, InferenceJob job, Generation generation) {
        return html -> JtejobGenerated.render(html, null, frame, job, generation);
    }

    static Template jobInProgress(Frame frame, GetInferenceProgress.Result now) {
        return html -> JtejobInProgressGenerated.render(html, null, frame, now);
    }

    static Template jobProgress(Frame frame, GetInferenceProgress.Result now) {
        return html -> JtejobProgressGenerated.render(html, null, frame, now);
    }

    static Template keys(Frame frame, NamePage<ApiKeyRepository.Entry> keys) {
        return html -> JtekeysGenerated.render(html, null, frame, keys);
    }

    static Template model(Frame frame, ModelView model, AccessFields access) {
        return html -> JtemodelGenerated.render(html, null, frame, model, access);
    }

    static Template modelRows(Frame frame, ModelFilter filter, List<ModelView> models, long total) {
        return html -> JtemodelRowsGenerated.render(html, null, frame, filter, models, total);
    }

    static Template models(Frame frame, ModelFilter filter, List<ModelView> models, long total) {
        return html -> JtemodelsGenerated.render(html, null, frame, filter, models, total);
    }

    static Template nodeRows(Frame frame, List<NodeReport> nodes) {
        return html -> JtenodeRowsGenerated.render(html, null, frame, nodes);
    }

    static Template nodes(Frame frame, List<NodeReport> nodes) {
        return html -> JtenodesGenerated.render(html, null, frame, nodes);
    }

    static Template queue(Frame frame, QueueFilter filter, QueuedJobs.Slice jobs) {
        return html -> JtequeueGenerated.render(html, null, frame, filter, jobs);
    }

    static Template queueRows(Frame frame, QueueFilter filter, QueuedJobs.Slice jobs) {
        return html -> JtequeueRowsGenerated.render(html, null, frame, filter, jobs);
    }

    static Template quotas(Frame frame, NamePage<Quota> quotas, UserName user, ManageQuotas.Standing standing) {
        return html -> JtequotasGenerated.render(html, null, frame, quotas, user, standing);
    }

    static Template role(Frame frame, RoleView role) {
        return html -> JteroleGenerated.render(html, null, frame, role);
    }

    static Template roles(Frame frame, NamePage<Role> roles) {
        return html -> JterolesGenerated.render(html, null, frame, roles);
    }

    static Template secret(Frame frame, String key, String secret) {
        return html -> JtesecretGenerated.render(html, null, frame, key, secret);
    }

    static Template signIn(Frame frame, String user, String to, @Nullable String error) {
        return html -> JtesignInGenerated.render(html, null, frame, user, to, error);
    }

    static Template overview(
            Frame frame,
            QueuedJobs.Slice queue,
            List<NodeReport> nodes,
            LoadView load,
            UsageChart usage,
            List<InferenceJob> newest) {
        return html -> JteoverviewGenerated.render(html, null, frame, queue, nodes, load, usage, newest);
    }

    static Template users(Frame frame, NamePage<ListUsers.Entry> users, List<RoleName> roles) {
        return html -> JteusersGenerated.render(html, null, frame, users, roles);
    }

    static Template upload(Frame frame, List<ManagePendingUploads.Pending> pending, int partBytes) {
        return html -> JteuploadGenerated.render(html, null, frame, pending, partBytes);
    }
}
