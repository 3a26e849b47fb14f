{{- define "taskward.name" -}}
{{- if contains "taskward" .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-taskward" .Release.Name }}{{ end }}
{{- end }}

{{- define "taskward.selector" -}}
app.kubernetes.io/name: taskward
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "taskward.labels" -}}
{{ include "taskward.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "taskward.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "taskward.secret" -}}
{{ .Values.secret.existing | default (include "taskward.name" .) }}
{{- end }}

{{- define "taskward.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
