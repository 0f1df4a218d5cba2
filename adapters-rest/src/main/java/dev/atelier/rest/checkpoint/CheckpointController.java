package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.DeleteCheckpoints;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Operations;
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

/** Lists and deletes checkpoints. */
@Operations("/checkpoints")
class CheckpointController {

    private final ListCheckpoints list;
    private final DeleteCheckpoints delete;

    CheckpointController(ListCheckpoints list, DeleteCheckpoints delete) {
        this.list = list;
        this.delete = delete;
    }

    @Get
    HttpResponse<Answer> listCheckpoints(@Acting Caller caller, HttpRequest<?> request) {
        ListCheckpoints.Query query = CheckpointRequests.list(Query.of(request));
        return Answer.of(HttpStatus.OK, CheckpointPage.of(query, list.list(caller, query)));
    }

    @Delete
    HttpResponse<?> deleteCheckpoints(@Acting Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, CheckpointRequests.ids(JsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
