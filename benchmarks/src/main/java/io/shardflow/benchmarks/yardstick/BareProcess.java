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
package io.shardflow.benchmarks.yardstick;

import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.MeasuredProcess;
import io.shardflow.localstack.nifi.NifiServer;
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
import java.util.ArrayList;
import java.util.List;

/** {@link BareClientLibrary} in a JVM of its own that has the heap of the stack's NiFi. */
public final class BareProcess implements AutoCloseable {

    private static final String NAME = "bare-client-library";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Service service;
    private final URI endpoint;
    private final Path gcLog;
    private final HttpClient http = HttpClient.newHttpClient();

    private BareProcess(final Service service, final Path gcLog) {
        this.service = service;
        this.endpoint = URI.create("http://" + Loopback.HOST + ':' + service.port());
        this.gcLog = gcLog;
    }

    /** Starts it; it ends with the workspace. */
    public static BareProcess start(final Workspace workspace, final URI kinesis, final URI dynamoDb) {
        final int port = Loopback.freePort();
        final Path folder = workspace.newFolder(NAME);
        final List<String> options = new ArrayList<>(NifiServer.Options.DEFAULT_JVM_OPTIONS);
        options.add(GcLog.OPTION);
        final Service service = new Service(
                workspace,
                JavaProgram.of(
                        NAME,
                        folder,
                        options,
                        JavaProgram.ownClassPath(),
                        BareClientLibrary.class.getName(),
                        Integer.toString(port),
                        kinesis.toString(),
                        dynamoDb.toString()),
                port,
                HealthCheck.httpStatus(URI.create("http://" + Loopback.HOST + ':' + port + "/read"), 200),
                LIMIT);
        service.start();
        return new BareProcess(service, folder.resolve(GcLog.FILE));
    }

    public MeasuredProcess process() {
        return new MeasuredProcess(service.pid());
    }

    public GcLog gcLog() {
        return new GcLog(gcLog);
    }

    /** Begins to read a stream. @param application whose leases have the stream's shards, none of them ever checkpointed */
    public void startReading(final String stream, final String application) {
        call("/start?" + stream + '&' + application);
    }

    /** Records read since the last start. */
    public long read() {
        return call("/read");
    }

    /** Returns when nothing is read any more. */
    public void stopReading() {
        call("/stop");
    }

    private long call(final String path) {
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

    @Override
    public void close() {
        http.shutdownNow();
    }
}
