# Class-data sharing, to be sourced after common.sh: from an archive of classes that Java has read and checked once it takes
# them as they are. Of a short job that saves a third. An archive is of one Java and one class path of jars only, so that
# conf/ goes to the end of that, where no file of a jar may hide one of its.
archive=$root/deploy/local/target/classes.jsa

# Trains once on next to nothing, for the classes that this takes.
make_archive() {
  [[ -z ${SPARK_HOME:-} ]] || return 0
  echo "Preparing quick starts (once, up to a minute)..." >&2
  local folder
  folder=$(mktemp -d)
  if ! (archive_classes "$folder") >"$folder/log" 2>&1; then
    echo "$program: no quick starts, for $(tail -n 1 "$folder/log")" >&2
  fi
  rm -rf "$folder" "$archive.$$"
}

# The archive appears in one step: who starts at the same moment finds it whole or not at all.
archive_classes() { # FOLDER
  unset MASTER MLFLOW_TRACKING_URI HADOOP_CONF_DIR YARN_CONF_DIR SPARK_DIST_CLASSPATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
  export SPARK_CONF_DIR=$root/conf
  split_options --master 'local[2]' --conf spark.eventLog.enabled=false \
    run --limit 200 --epochs 1 --workers 2 --run "$1/run"
  local_command
  find_class_path || {
    echo "of what conf/spark-defaults.conf gives to Java"
    return 1
  }
  local jars="$gathered/jars/*:$jar"
  # What starts a few hundred times is not worth the optimising compiler.
  local options=("$(logging)" -XX:TieredStopAtLevel=1 "-XX:ArchiveClassesAtExit=$archive.$$")
  command=("${command[0]}" "${options[@]}" "${command[@]:1}")
  command[class_path + ${#options[@]}]=$jars
  "${command[@]}" && mv "$archive.$$" "$archive"
}

# Lets a job on this machine take its classes from the archive. Where anything is not as it was when that was made, or Java
# is given options of which some (agents, recordings) do not go with an archive, the command stays as it is.
use_archive() {
  archive_is_current || return 0
  go_with_an_archive ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} && [[ -f $SPARK_CONF_DIR/log4j2.properties ]] || return 0
  is_local && has_presets_of_the_jar && find_class_path || return 0
  local given=${command[class_path]} more
  local before="$SPARK_CONF_DIR/:$gathered/jars/*" s3a_jars="$s3a/target/jars/*"
  # Spark puts S3A's jars first, but they have no class of another jar.
  [[ $given != "$s3a_jars:$before"* ]] || given=${given#"$s3a_jars:"}:$s3a_jars
  more=${given#"$before"}
  [[ $more != "$given" ]] || return 0
  command[class_path]="$gathered/jars/*:$jar:$SPARK_CONF_DIR/$more"
  command=("${command[0]}" "-XX:SharedArchiveFile=$archive" '-Xlog:cds*=off' '-Xlog:class+path=off' "$(logging)" "${command[@]:1}")
}

# The option for a Java that reads the archive's jars in the archive's order and has no logging.
archived_classes() {
  archive_is_current && go_with_an_archive ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} || return 0
  [[ $archive != *[[:space:]]* ]] || return 0
  echo "-XX:SharedArchiveFile=$archive -Xlog:cds*=off -Xlog:class+path=off"
}

archive_is_current() {
  [[ $archive -nt $jar && $archive -nt $gathered/RELEASE ]]
}

# Whether Java accepts an archive with all of these options.
go_with_an_archive() { # OPTIONS...
  local option
  for option in "$@"; do
    case $option in
      -D*log4j*configurationFile=*) return 1 ;;
      -Xmx* | -Xms* | -Xss* | -D* | -XX:TieredStopAtLevel=* | -XX:+UseSerialGC | -XX:+UseParallelGC | -XX:+UseG1GC) ;;
      *) return 1 ;;
    esac
  done
}

logging() {
  echo "-Dlog4j2.configurationFile=$SPARK_CONF_DIR/log4j2.properties"
}

# Whoever edits a preset means it at the next start.
has_presets_of_the_jar() {
  [[ ! -e $SPARK_CONF_DIR/presets ]] \
    || [[ $SPARK_CONF_DIR == "$root/conf" && -z $(find "$SPARK_CONF_DIR/presets" -newer "$archive" 2>/dev/null) ]]
}

# Where in the command the class path stands; fails where Java is given what is not known to go with an archive.
find_class_path() {
  local i
  for ((i = 1; i < ${#command[@]}; i++)); do
    case ${command[i]} in
      -cp) class_path=$((++i)) ;;
      -D*log4j*configurationFile=*) return 1 ;;
      -Xmx* | -D* | --add-opens=* | -XX:+IgnoreUnrecognizedVMOptions) ;;
      org.apache.spark.deploy.SparkSubmit) return 0 ;;
      *) return 1 ;;
    esac
  done
  return 1
}
