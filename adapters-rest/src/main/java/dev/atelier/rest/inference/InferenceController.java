package dev.atelier.rest.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.inference.DeleteInferences;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Operations;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.Acting;
import dev.atelier.rest.envelope.Answer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import java.net.URI;
import java.util.function.Function;

/** Tells about inference jobs and removes them. */
@Operations("/inferences")
class InferenceController {

    private final GetInference get;
    private final ListInferences list;
    private final DeleteInferences delete;
    private final PublicLinks links;

    InferenceController(GetInference get, ListInferences list, DeleteInferences delete, PublicLinks links) {
        this.get = get;
        this.list = list;
        this.delete = delete;
        this.links = links;
    }

    @Get("/{id}")
    HttpResponse<Answer> getInferenceJob(@Acting Caller caller, String id, HttpRequest<?> request) {
        return Answer.of(HttpStatus.OK, JobView.of(get.get(caller, InferenceRequests.id(id)), links.of(request)));
    }

    @Get
    HttpResponse<Answer> listInferenceJobs(@Acting Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        Page<InferenceJob> page = list.list(
                caller,
                query.text("username").map(UserName::new),
                query.text("type").map(TaskType::of),
                query.startKey(),
                query.limit());
        Function<URI, String> urls = links.of(request);
        return Answer.of(
                HttpStatus.OK,
                new JobList(
                        page.items().stream()
                                .map(job -> JobView.of(get.describe(job), urls))
                                .toList(),
                        page.next().map(Cursor::toString).orElse(null)));
    }

    @Delete
    HttpResponse<?> deleteInferenceJobs(@Acting Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, InferenceRequests.ids(JsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
