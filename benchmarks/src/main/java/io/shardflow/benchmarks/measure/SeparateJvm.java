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
package io.shardflow.benchmarks.measure;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of the benchmarks in a JVM of its own, so that what it takes of the machine is not taken for that of another. It serves on a
 * port of 127.0.0.1, and answers a GET with a number. Safe for use by many threads.
 */
public final class SeparateJvm implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Service service;
    private final Path folder;
    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SeparateJvm(final Service service, final Path folder, final URI endpoint) {
        this.service = service;
        this.folder = folder;
        this.endpoint = endpoint;
    }

    /**
     * Starts it; it ends with the workspace.
     *
     * @param options JVM options
     * @param main its first argument is the port; it is ready when it answers a GET of /
     * @param arguments those behind the port
     */
    public static SeparateJvm start(
            final Workspace workspace,
            final String name,
            final List<String> options,
            final Class<?> main,
            final String... arguments) {
        final int port = Loopback.freePort();
        final URI endpoint = URI.create("http://" + Loopback.HOST + ':' + port);
        final Path folder = workspace.newFolder(name);
        final Service service = new Service(
                workspace,
                JavaProgram.of(
                        name,
                        folder,
                        options,
                        JavaProgram.ownClassPath(),
                        main.getName(),
                        Stream.concat(Stream.of(Integer.toString(port)), Stream.of(arguments))
                                .toArray(String[]::new)),
                port,
                HealthCheck.httpStatus(endpoint.resolve("/"), 200),
                LIMIT);
        service.start();
        return new SeparateJvm(service, folder, endpoint);
    }

    /** Where it serves; without a path. */
    public URI endpoint() {
        return endpoint;
    }

    /** Its working folder. */
    public Path folder() {
        return folder;
    }

    public MeasuredProcess process() {
        return new MeasuredProcess(service.pid());
    }

    /** The number that it answers to a GET of the path, within a minute. */
    public long ask(final String path) {
        final HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve(path)).timeout(LIMIT).build();
        try {
            return Long.parseLong(http.send(request, BodyHandlers.ofString()).body());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the connections to it. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
