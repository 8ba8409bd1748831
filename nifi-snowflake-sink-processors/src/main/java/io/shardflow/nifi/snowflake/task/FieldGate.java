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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.content.RecordGate;
import io.shardflow.nifi.snowflake.schema.ContentCheck;
import io.shardflow.nifi.snowflake.schema.EvolutionPlanner;
import io.shardflow.nifi.snowflake.schema.Verdict;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets the rules for columns decide on the records of a content: on all of their fields but the metadata, of which only so many
 * spellings are taken as of any other field. One thread.
 */
final class FieldGate implements RecordGate {

    private final String metadataField;
    private final ContentCheck check;
    private final Set<String> metadataFields = new LinkedHashSet<>();
    /** Of the record. */
    private String metadataName;

    /** @param metadataField ignoring case */
    FieldGate(final String metadataField, final ContentCheck check) {
        this.metadataField = metadataField;
        this.check = check;
    }

    @Override
    public void begin(final boolean unaltered) {
        metadataName = null;
        check.begin(unaltered);
    }

    @Override
    public void field(final String name, final byte[] bytes, final int offset, final int length) {
        if (name.equalsIgnoreCase(metadataField)) {
            metadataName = name;
            check.checkOnly(name, bytes, offset, length);
        } else {
            check.field(name, bytes, offset, length);
        }
    }

    @Override
    public Optional<String> end() {
        if (metadataName != null
                && metadataFields.size() >= EvolutionPlanner.MOST_SPELLINGS
                && !metadataFields.contains(metadataName)) {
            return Optional.of(new Verdict.Misfit(
                            metadataField,
                            "the metadata field of other records has " + EvolutionPlanner.MOST_SPELLINGS
                                    + " names already that differ from it only in case",
                            "write the name in one way")
                    .reason());
        }
        if (check.end() instanceof Verdict.Misfit misfit) {
            return Optional.of(misfit.reason());
        }
        if (metadataName != null) {
            metadataFields.add(metadataName);
        }
        return Optional.empty();
    }

    ContentCheck check() {
        return check;
    }

    /** Spellings of the metadata field, of records that can land. */
    Set<String> metadataFields() {
        return metadataFields;
    }
}
