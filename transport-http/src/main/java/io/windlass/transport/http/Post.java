package io.windlass.transport.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/** A request that has all but its body from another: a builder would sort and check the same headers once more each time. */
final class Post extends HttpRequest {
    private final HttpRequest template;
    private final BodyPublisher body;

    Post(HttpRequest template, BodyPublisher body) {
        this.template = template;
        this.body = body;
    }

    @Override
    public Optional<BodyPublisher> bodyPublisher() {
        return Optional.of(body);
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public Optional<Duration> timeout() {
        return template.timeout();
    }

    @Override
    public boolean expectContinue() {
        return template.expectContinue();
    }

    @Override
    public URI uri() {
        return template.uri();
    }

    @Override
    public Optional<HttpClient.Version> version() {
        return template.version();
    }

    @Override
    public HttpHeaders headers() {
        return template.headers();
    }
}
