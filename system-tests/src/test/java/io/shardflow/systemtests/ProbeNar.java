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
package io.shardflow.systemtests;

import io.shardflow.localstack.nifi.NarArchive;
import io.shardflow.systemtests.probes.Beat;
import io.shardflow.systemtests.probes.Births;
import io.shardflow.systemtests.probes.FileCredentials;
import io.shardflow.systemtests.probes.FileService;
import io.shardflow.systemtests.probes.FileToken;
import io.shardflow.systemtests.probes.FixedProxy;
import io.shardflow.systemtests.probes.LargeContent;
import io.shardflow.systemtests.probes.Notebook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.nifi.processors.aws.credentials.provider.AwsCredentialsProviderService;

/** The NAR of the processors and services in {@code probes}: what a NiFi assembled from artifacts has none of. */
final class ProbeNar {

    static final String GROUP = "io.shardflow.test";
    static final String ARTIFACT = "probes-nar";
    static final String VERSION = "1.0.0";

    private ProbeNar() {}

    static Path write() throws IOException {
        return new NarArchive(
                        String.join(":", GROUP, ARTIFACT, VERSION),
                        AwsCredentialsProviderService.class.getPackage().getImplementationVersion(),
                        List.of(Beat.class, Births.class, LargeContent.class, Notebook.class),
                        List.of(FileCredentials.class, FileToken.class, FixedProxy.class),
                        List.of(FileService.class),
                        List.of())
                .write(Files.createDirectories(Shardflow.folder()).resolve("probes.nar"));
    }
}
