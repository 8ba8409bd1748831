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
package io.shardflow.nifi.kinesis;

import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.write.FlowFileWriter;
import io.shardflow.nifi.kinesis.write.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.nifi.processor.ProcessSession;

/**
 * The batches that one session carries, each of another shard, so that many small ones cost one commit. What becomes of the
 * session becomes of all of them, and each is settled with its own shard.
 *
 * <p><b>Threading.</b> Filled by the task whose session it is, settled by any thread that NiFi calls back from.
 */
final class SessionBatches {

    private final List<Emission> batches = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private long bytes;
    private int records;

    /**
     * Writes the batch into the session.
     *
     * @throws RuntimeException if nothing of the session may be committed
     */
    Written add(final FlowFileWriter writer, final ProcessSession session, final Emission batch) {
        batches.add(batch);
        final Written result = writer.transfer(session, batch);
        written.add(result);
        bytes += result.bytes();
        records += result.records();
        return result;
    }

    /** Payload of the records, as it came. */
    long bytes() {
        return bytes;
    }

    int records() {
        return records;
    }

    /**
     * The session has committed.
     *
     * @param counted told of each batch that is thereby delivered: not of one of which it was known before that it was not
     */
    void committed(final BiConsumer<Emission, Written> counted) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).committed()) {
                counted.accept(batches.get(i), written.get(i));
            }
        }
    }

    /** The session has not committed: each batch goes back to its shard. */
    void failed() {
        batches.forEach(Emission::failed);
    }

    /** The trigger is over. */
    void handed() {
        batches.forEach(Emission::handed);
    }
}
