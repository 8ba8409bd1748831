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
package io.shardflow.nifi.kinesis.manage;

import io.shardflow.nifi.kinesis.state.ManagedTable;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.util.Optional;

/** Whether the state table is the application's on the stream of the settings, so that it may be changed. One thread. */
final class Ownership {

    private static final int REGION = 3;
    private static final int ACCOUNT = 4;
    private static final int RESOURCE = 5;

    private final ManageSettings settings;
    private final ManagedTable table;

    Ownership(final ManageSettings settings, final ManagedTable table) {
        this.settings = settings;
        this.table = table;
    }

    /**
     * For a reset the name of the stream is enough: a stream that was made anew, or is gone, is a reason for one. So is a
     * mark that is gone, if the leases agree on the stream.
     *
     * @param stream empty if it does not exist
     */
    void requireForReset(final Snapshot seen, final Optional<StreamIdentity> stream) throws ChangeRefusedException {
        final String owner = seen.streamArn().orElseThrow(() -> unmarked(seen));
        if (stream.isPresent() && !owner.equals(stream.get().arn())) {
            throw new ChangeRefusedException(
                    ("The DynamoDB table \"%s\" holds the checkpoints of another stream: %s, but the stream now is %s. Nothing"
                                    + " was changed. Set Stream Name to that of the table, or check the Application Name.")
                            .formatted(table.name(), owner, stream.get().arn()));
        }
        if (stream.isEmpty() && !isOfThatName(owner)) {
            throw new ChangeRefusedException(
                    ("Stream Name: there is no stream \"%s\" in Region %s, and the DynamoDB table \"%s\" holds the checkpoints of"
                                    + " another one, %s. Nothing was changed. Set Stream Name and Region to those of the table,"
                                    + " or check the Application Name.")
                            .formatted(settings.aws().stream(), settings.aws().region(), table.name(), owner));
        }
    }

    /** The application's own part of the mark, if the table is of this very stream. */
    StartData require(final Snapshot seen, final StreamIdentity stream) throws ChangeRefusedException {
        final StartData mark = seen.mark().orElseThrow(() -> unmarked(seen));
        StateChecks.ofStream(table.name(), mark, stream);
        return mark;
    }

    /** A stream that is named without its account is of the table's, since both are reached with the same credentials. */
    private boolean isOfThatName(final String arn) {
        if (settings.aws().stream().arn().isPresent()) {
            return settings.aws().stream().arn().get().equals(arn);
        }
        final String[] parts = arn.split(":", RESOURCE + 1);
        return parts.length > RESOURCE
                && parts[REGION].equals(settings.aws().region())
                && parts[ACCOUNT].equals(table.arn().split(":")[ACCOUNT])
                && parts[RESOURCE].equals("stream/" + settings.aws().stream().name());
    }

    /** A consumer marks the table, but starts on no corrupt row. */
    private ChangeRefusedException unmarked(final Snapshot seen) {
        return CorruptRows.unmarked(seen, table.name())
                .orElseGet(() -> new ChangeRefusedException(
                        ("Nothing in the DynamoDB table \"%s\" says of which stream it is, so it is not changed. Start"
                                        + " ConsumeKinesisStream with this Application Name and stop it again: it checks whether"
                                        + " the checkpoints are of the stream, and marks the table. Or delete the table in"
                                        + " DynamoDB if it is not needed.")
                                .formatted(table.name())));
    }
}
