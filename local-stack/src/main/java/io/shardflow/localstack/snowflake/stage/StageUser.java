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
package io.shardflow.localstack.snowflake.stage;

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The session in which a stage is named: what the name means there, and which stages are its own. */
public interface StageUser {
    /** Number of the session. */
    long id();

    /** Who has logged in. */
    String user();

    /** The session's temporary stages and their folders. */
    Map<ObjectName, Path> temporaryStages();

    /** One to three parts of a name with the session's database and schema. */
    ObjectName resolve(List<String> parts);

    /** The table of that name; refused when there is none. */
    TableDef table(List<String> parts);
}
