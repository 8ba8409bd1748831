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
package io.shardflow.benchmarks.flow;

import io.shardflow.benchmarks.stream.LandedLine;
import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.SequenceNumbers;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import io.shardflow.localstack.nifi.NarArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The NAR of this package's processors. */
final class BenchmarkNar {

    private static final String COORDINATE = "io.shardflow:benchmarks-nar:1.0.0";

    /** What the stack's NiFi has of it. */
    private static final String PARENT_VERSION = "2.6.0";

    private BenchmarkNar() {}

    /** Writes it into a folder. */
    static Path write(final Path folder) throws IOException {
        return new NarArchive(
                        COORDINATE,
                        PARENT_VERSION,
                        List.of(MakeRecords.class, NoteLatencies.class, TallyRecords.class),
                        List.of(),
                        List.of(
                                LandedLine.class,
                                RecordKind.class,
                                SequenceNumbers.class,
                                StreamShape.class,
                                StreamTally.class),
                        List.of())
                .write(folder.resolve("benchmarks.nar"));
    }
}
