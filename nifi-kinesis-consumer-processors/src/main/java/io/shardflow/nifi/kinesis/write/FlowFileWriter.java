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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.settings.OutputSettings;
import org.apache.nifi.processor.ProcessSession;

/** Makes the FlowFiles of a batch. For any number of threads. */
public interface FlowFileWriter {

    /** The one for these settings. */
    static FlowFileWriter of(final ConsumerSettings settings) {
        final RecordSource source = RecordSource.of(settings.aws());
        final OutputSettings output = settings.output();
        return output.services()
                .<FlowFileWriter>map(
                        services -> new RecordsWriter(source, output.metadataField(), output.output(), services))
                .orElseGet(() -> new PayloadWriter(source, output));
    }

    /**
     * Writes the batch into the session and transfers it, with provenance; the session is left to be committed.
     *
     * @throws RuntimeException if nothing of the batch may be committed
     */
    Written transfer(ProcessSession session, Emission batch);
}
