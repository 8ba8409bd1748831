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
package io.shardflow.localstack.nifi;

import io.shardflow.localstack.process.HealthCheck;
import io.shardflow.localstack.process.JavaProgram;
import io.shardflow.localstack.process.Loopback;
import io.shardflow.localstack.process.PartFailedException;
import io.shardflow.localstack.process.Program;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.process.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A NiFi server in a folder of its own: unsecured HTTP on 127.0.0.1 with the web UI. Flow, queues, component state and uploaded NARs are in
 * its folder and survive a kill -9 and a new start.
 */
public final class NifiServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(240);

    private NifiServer() {}

    /**
     * What may differ between servers.
     *
     * @param jvmOptions options of its JVM, such as {@link #DEFAULT_JVM_OPTIONS}
     * @param nars NARs that are in its extensions folder from the first start on
     * @param tracesFlowFiles whether it can be asked what has happened to FlowFiles in a component since it was started, which costs
     *     writing it down
     */
    public record Options(List<String> jvmOptions, List<Path> nars, boolean tracesFlowFiles) {

        public static final List<String> DEFAULT_JVM_OPTIONS = List.of("-Xms512m", "-Xmx1g");

        /**
         * Of a NiFi that lives for minutes: nothing is compiled twice, so a start is two thirds of the work. Nothing that is measured or
         * kept running gains by it.
         */
        public static final List<String> SHORT_LIVED_JVM_OPTIONS = Stream.concat(
                        DEFAULT_JVM_OPTIONS.stream(), Stream.of("-XX:TieredStopAtLevel=1"))
                .toList();

        public static final Options DEFAULTS = new Options(DEFAULT_JVM_OPTIONS, List.of());

        public Options {
            jvmOptions = List.copyOf(jvmOptions);
            nars = List.copyOf(nars);
        }

        public Options(final List<String> jvmOptions, final List<Path> nars) {
            this(jvmOptions, nars, false);
        }

        Map<String, String> properties() {
            return tracesFlowFiles
                    ? Map.of(
                            "nifi.provenance.repository.implementation",
                            "org.apache.nifi.provenance.WriteAheadProvenanceRepository",
                            "nifi.provenance.repository.directory.default",
                            "./provenance_repository",
                            "nifi.provenance.repository.indexed.fields",
                            "ProcessorID")
                    : Map.of();
        }
    }

    /**
     * @param name of its log and folder
     * @param lib the assembled server: jars of its class path and NARs; only read
     * @return the service, not started
     */
    public static Service in(final Workspace workspace, final String name, final Path lib, final Options options) {
        return in(workspace, name, lib, options, conf -> options.properties());
    }

    /** @param more writes further files into the configuration folder and gives further properties, which win */
    static Service in(
            final Workspace workspace,
            final String name,
            final Path lib,
            final Options options,
            final Configuration more) {
        final Path folder = workspace.newFolder(name);
        final int port = Loopback.freePort();
        try {
            configure(folder, lib, port, more);
            final Path extensions = Files.createDirectory(folder.resolve("extensions"));
            for (final Path nar : options.nars()) {
                Files.copy(nar, extensions.resolve(nar.getFileName()));
            }
            return new Service(
                    workspace,
                    program(name, folder, lib, options.jvmOptions()),
                    port,
                    HealthCheck.httpStatus(
                            URI.create("http://" + Loopback.HOST + ':' + port + "/nifi-api/flow/about"), 200),
                    START_LIMIT);
        } catch (final IOException e) {
            throw new PartFailedException(name + ": its folder cannot be made: " + e.getMessage(), e);
        }
    }

    /** What makes a server more than one that stands alone. */
    @FunctionalInterface
    interface Configuration {

        /** @param conf folder, which has the files of a server that stands alone */
        Map<String, String> write(Path conf) throws IOException;
    }

    private static Program program(final String name, final Path folder, final Path lib, final List<String> jvmOptions)
            throws IOException {
        final List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Dnifi.properties.file.path=./conf/nifi.properties");
        // by default one fixed port, so that two servers on one machine collide
        options.add("-Dorg.apache.nifi.management.server.address=" + Loopback.HOST + ':' + Loopback.freePort());
        options.add("-Dsun.net.http.allowRestrictedHeaders=true");
        options.add("-Djava.awt.headless=true");
        return JavaProgram.of(name, folder, options, classPath(lib), "org.apache.nifi.NiFi");
    }

    private static String classPath(final Path lib) throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            // conf: NiFi looks for logback.xml on its class path
            return Stream.concat(
                            Stream.of("./conf"),
                            files.map(Path::toString)
                                    .filter(file -> file.endsWith(".jar"))
                                    .sorted())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static void configure(final Path folder, final Path lib, final int port, final Configuration more)
            throws IOException {
        final Path conf = Files.createDirectory(folder.resolve("conf"));
        for (final String file : List.of("logback.xml", "state-management.xml")) {
            try (InputStream resource = Objects.requireNonNull(NifiServer.class.getResourceAsStream(file), file)) {
                Files.copy(resource, conf.resolve(file));
            }
        }
        final Map<String, String> properties = new LinkedHashMap<>();
        // Each of these is needed: NiFi does not start, or not work, without it.
        properties.put("nifi.web.http.host", Loopback.HOST);
        properties.put("nifi.web.http.port", Integer.toString(port));
        properties.put("nifi.sensitive.props.key", UUID.randomUUID().toString());
        properties.put("nifi.sensitive.props.algorithm", "NIFI_PBKDF2_AES_GCM_256");
        properties.put("nifi.nar.library.directory", lib.toString());
        properties.put("nifi.flow.configuration.file", "./conf/flow.json.gz");
        properties.put("nifi.state.management.provider.local", "local-provider");
        properties.put("nifi.database.directory", "./database_repository");
        properties.put("nifi.flowfile.repository.directory", "./flowfile_repository");
        properties.put("nifi.content.repository.directory.default", "./content_repository");
        properties.put("nifi.flowservice.writedelay.interval", "500 ms");
        properties.put("nifi.flowcontroller.graceful.shutdown.period", "10 sec");
        properties.putAll(more.write(conf));
        Files.write(
                conf.resolve("nifi.properties"),
                properties.entrySet().stream()
                        .map(property -> property.getKey() + '=' + property.getValue())
                        .toList());
    }
}
