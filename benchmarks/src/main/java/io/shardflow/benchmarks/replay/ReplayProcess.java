/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.benchmarks.replay;

import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The replay server in a process of its own, so that what it takes of the machine is not taken for the consumer's. */
public final class ReplayProcess implements AutoCloseable {

    private static final String NAME = "replay";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Service service;
    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ReplayProcess(final Service service) {
        this.service = service;
        this.endpoint = URI.create("http://" + Loopback.HOST + ':' + service.port());
    }

    /** Starts it; it ends with the workspace. */
    public static ReplayProcess start(final Workspace workspace) {
        final int port = Loopback.freePort();
        final Service service = new Service(
                workspace,
                JavaProgram.of(
                        NAME,
                        workspace.newFolder(NAME),
                        // buffers are outside of the heap; few objects are made
                        List.of("-Xmx256m", "-XX:MaxDirectMemorySize=2g", "-XX:+UseSerialGC"),
                        JavaProgram.ownClassPath(),
                        ReplayServer.class.getName(),
                        Integer.toString(port)),
                port,
                HealthCheck.httpStatus(URI.create("http://" + Loopback.HOST + ':' + port + '/'), 200),
                LIMIT);
        service.start();
        return new ReplayProcess(service);
    }

    /** Where clients find it. */
    public URI endpoint() {
        return endpoint;
    }

    public MeasuredProcess process() {
        return new MeasuredProcess(service.pid());
    }

    /** How many records of a stream it has sent, to whomever. */
    public long sent(final StreamShape stream) {
        final HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/progress/" + stream.name()))
                .timeout(LIMIT)
                .build();
        try {
            return Long.parseLong(http.send(request, BodyHandlers.ofString()).body());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
