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
package io.shardflow.systemtests.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The NAR's classes link against what each NiFi supplies, also those that are not run here; see link-check/pom.xml. */
class LinkIT {

    /** The NARs that the tests run on, and what NiFi's folder lib has. */
    private static final Pattern OF_NIFI_2_6 = Pattern.compile(
            "(nifi-standard-services-api-nar|nifi-standard-shared-nar|nifi-aws-service-api-nar|nifi-api|slf4j-api|jcl-over-slf4j|logback-.*)-[0-9].*");

    /**
     * Asked for by classes that are used by nobody who does not have them: the client library's decoder for Glue's registry and its
     * unpacking of aggregated records, which is ours to do; the connection pool's ties to libraries of metrics and to Hibernate, and
     * the generator of its proxies; encodings of HTTP's content. Annotations are asked for by nobody.
     */
    private static final Pattern OPTIONAL = Pattern.compile(
            "no class (com/amazonaws/services/schemaregistry/"
                    + "|javax/xml/bind/DatatypeConverter|com/codahale/metrics/|io/dropwizard/metrics5/|io/micrometer/|io/prometheus/client/"
                    + "|org/hibernate/|javassist/|com/aayushatharva/brotli4j/|com/jcraft/jzlib/|com/google/j2objc/annotations/).*");

    private static Libraries nar;

    @BeforeAll
    static void read() throws IOException {
        // the driver has all that it needs within itself
        nar = new Libraries().add(Installation.nar(), jar -> !jar.startsWith("snowflake-jdbc-"));
    }

    @Test
    void onNifi26() throws IOException {
        assertThat(faults(nifi26(file -> true))).isEmpty();
    }

    /** 2.11 with the AWS SDK 2.50.2, the nearest to its 2.49.5 that can be had. */
    @ParameterizedTest
    @ValueSource(strings = {"2.7", "2.8", "2.9", "2.11"})
    void onNifi(final String version) throws IOException {
        final Path folder = Path.of("../link-check/nifi-" + version + "/target/libraries");
        assertThat(faults(libraries(folder, file -> true, jar -> true))).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThat(faults(nifi26(jar -> !jar.startsWith("regions-"))))
                .anyMatch(fault -> fault.startsWith("kinesis-")
                        && fault.endsWith("no class software/amazon/awssdk/regions/Region"));
    }

    private static Libraries nifi26(final Predicate<String> jars) throws IOException {
        return libraries(Installation.nifi(), OF_NIFI_2_6.asMatchPredicate(), jars);
    }

    private static Libraries libraries(
            final Path folder, final Predicate<String> archives, final Predicate<String> jarsOfNars)
            throws IOException {
        final Libraries libraries = new Libraries();
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> sorted = files.filter(
                            file -> archives.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
            assertThat(sorted).as(folder + " has what is supplied").hasSizeGreaterThan(5);
            for (final Path file : sorted) {
                libraries.add(file, jarsOfNars);
            }
        }
        return libraries;
    }

    private static Set<String> faults(final Libraries supplied) {
        return new Linker(supplied, nar)
                .faults().stream()
                        .filter(fault -> !OPTIONAL.matcher(fault.substring(fault.indexOf(" -> ") + 4))
                                .matches())
                        .collect(Collectors.toSet());
    }
}
