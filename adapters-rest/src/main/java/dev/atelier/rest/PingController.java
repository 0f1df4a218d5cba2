package dev.atelier.rest;

import dev.atelier.rest.envelope.Answer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Get;

/** Lets a client find out whether it reaches the service and its key is right. */
@Operations("/ping")
class PingController {

    @Get
    HttpResponse<Answer> ping() {
        return Answer.of(HttpStatus.OK, null, "pong");
    }
}
